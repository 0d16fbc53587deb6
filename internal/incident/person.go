package incident

// Person is who did something: somebody whom a receiver or the API knows, or Rollcall itself.
type Person struct {
	ID   string `json:"id"`             // "slack/U0123ABC", "api/NAME"; Self for Rollcall
	Name string `json:"name,omitempty"` // as it is shown: "@ann"; untrusted text
}

// Self is Rollcall as the one who did something.
const Self = "rollcall"

// Rollcall is the Person for what happens by itself.
func Rollcall() Person { return Person{ID: Self, Name: "Rollcall"} }

// String is how the Person is named.
func (p Person) String() string {
	if p.Name != "" {
		return p.Name
	}
	return p.ID
}
