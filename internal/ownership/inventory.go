package ownership

import "time"

// Inventory is all that Check looks at.
type Inventory struct {
	Directory Directory
	Jobs      []Job
	People    []Engaged
	Facts     Facts
	// Fallback is the channel of those who have none.
	Fallback string
	Now      time.Time
}

// Job is a Monitor, as far as somebody has to know what to do about it.
type Job struct {
	Subject

	Monitor  string // its ID
	Title    string // "billing/invoice"
	Runbook  string // its address; empty where there is none
	Severity bool   // it is declared, or a rule gives it
	// Rerun says that it is declared whether it may be run again, which only what AsksRerun has to.
	Rerun, AsksRerun bool
}

// Engaged is a person somebody relies on.
type Engaged struct {
	ID, Name string // as in Facts.People, and as shown
	Team     string // id of the team that relies on them
	For      string // in words: "has acknowledged billing/invoice"
}

// Facts are what is known of the world outside, by id or address. What is not among them is not known, and no defect.
type Facts struct {
	Channels, Usergroups, People, Links map[string]Fact
}

// Fact is what was found out about one thing. The zero value says that all is well.
type Fact struct {
	Kind   DefectKind // empty: it is well
	Detail string
}
