package wire

// Person is somebody who did something.
type Person struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
}

// String is how the Person is named.
func (p Person) String() string {
	if p.Name != "" {
		return p.Name
	}
	return p.ID
}
