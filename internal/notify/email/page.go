package email

import (
	"embed"
	"html/template"
)

//go:embed templates/message.html
var templates embed.FS

// page is the template of the HTML part, over a render.Card.
func page() (*template.Template, error) {
	return template.ParseFS(templates, "templates/message.html")
}
