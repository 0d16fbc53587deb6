package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"time"
)

//go:embed templates/*.html
var templateFiles embed.FS

//go:embed assets
var assetFiles embed.FS

// Options configure the pages.
type Options struct {
	Reader  Reader
	Defects DefectReader
	Cluster string
	Version string
	Logger  *slog.Logger
}

// Handler serves the pages.
type Handler struct {
	Options
	mux   *http.ServeMux
	pages map[string]*template.Template
}

// New parses the templates and returns the Handler.
func New(o Options) (*Handler, error) {
	h := &Handler{Options: o, mux: http.NewServeMux(), pages: map[string]*template.Template{}}
	for _, name := range []string{"inbox", "incident", "silences", "defects", "problem"} {
		t, err := template.ParseFS(templateFiles, "templates/layout.html", "templates/card.html", "templates/"+name+".html")
		if err != nil {
			return nil, fmt.Errorf("page %s: %w", name, err)
		}
		h.pages[name] = t
	}
	assets, err := fs.Sub(assetFiles, "assets")
	if err != nil {
		return nil, fmt.Errorf("assets: %w", err)
	}
	files := http.StripPrefix("/assets/", http.FileServerFS(assets))
	h.mux.HandleFunc("GET /{$}", h.inbox)
	h.mux.HandleFunc("GET /incidents/{id}", h.incident)
	h.mux.HandleFunc("GET /silences", h.silences)
	h.mux.HandleFunc("GET /defects", h.defects)
	h.mux.Handle("GET /assets/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-cache")
		files.ServeHTTP(w, r)
	}))
	h.mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) {
		h.problem(w, r, http.StatusNotFound, "There is no such page.")
	})
	return h, nil
}

// policy lets a page use what Rollcall itself serves, and nothing else.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; " +
	"base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// ServeHTTP implements http.Handler.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Content-Security-Policy", policy)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Referrer-Policy", "same-origin")
	h.mux.ServeHTTP(w, r)
}

// layout is what every page has.
type layout struct {
	Title   string
	Name    string // of the page
	Cluster string
	Version string
	Live    bool // the page follows what happens
	Page    any
}

// render writes a page. Its ETag lets the live refresh ask again and again for almost nothing.
func (h *Handler) render(w http.ResponseWriter, r *http.Request, status int, name, title string, live bool, page any) {
	var body bytes.Buffer
	l := layout{Title: title, Name: name, Cluster: h.Cluster, Version: h.Version, Live: live, Page: page}
	if err := h.pages[name].ExecuteTemplate(&body, "layout", l); err != nil {
		h.Logger.ErrorContext(r.Context(), "page_failed", "page", name, "error", err)
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if status == http.StatusOK {
		sum := sha256.Sum256(body.Bytes())
		w.Header().Set("ETag", `"`+hex.EncodeToString(sum[:8])+`"`)
		w.Header().Set("Cache-Control", "no-cache")
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body.Bytes()))
		return
	}
	w.WriteHeader(status)
	_, _ = w.Write(body.Bytes())
}

func (h *Handler) problem(w http.ResponseWriter, r *http.Request, status int, text string) {
	h.render(w, r, status, "problem", http.StatusText(status), false, text)
}

// failed answers for an error of the Reader.
func (h *Handler) failed(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, ErrNotFound) {
		h.problem(w, r, http.StatusNotFound, "There is no such incident. It may have been removed after the retention time.")
		return
	}
	h.Logger.ErrorContext(r.Context(), "page_not_read", "path", r.URL.Path, "error", err)
	h.problem(w, r, http.StatusServiceUnavailable, "The store cannot be read right now. Nothing is lost; try again soon.")
}
