package slack

import "net/http"

type page struct{}

func newPage() *page { return &page{} }

func (s *Server) servePage(w http.ResponseWriter, r *http.Request)      { http.NotFound(w, r) }
func (s *Server) serveAsset(w http.ResponseWriter, r *http.Request)     { http.NotFound(w, r) }
func (s *Server) servePermalink(w http.ResponseWriter, r *http.Request) { http.NotFound(w, r) }
