package embedded

import (
	"crypto/sha256"
	"crypto/subtle"
)

// Project groups check-ins that share keys.
type Project struct {
	ID   int64
	Name string
	// Key lets who has it report to any check-in of the project by its slug. An empty key lets nobody.
	Key string
	// APIKey lets who has it manage the check-ins of the project, ReadKey look at them. Empty keys let nobody.
	APIKey, ReadKey string
}

// projects finds a project by a key. The keys themselves are not kept.
type projects []hashedProject

type hashedProject struct {
	Project // without its keys
	ping    hashed
	api     hashed
	read    hashed
	badges  badges
}

// hashed is a key that is not kept; nil for none.
type hashed *[sha256.Size]byte

func hash(key string) hashed {
	if key == "" {
		return nil
	}
	sum := sha256.Sum256([]byte(key))
	return &sum
}

func newProjects(list []Project) projects {
	all := make(projects, 0, len(list))
	for _, p := range list {
		all = append(all, hashedProject{
			Project: Project{ID: p.ID, Name: p.Name}, ping: hash(p.Key), api: hash(p.APIKey), read: hash(p.ReadKey),
			badges: newBadges(p),
		})
	}
	return all
}

// find compares with every project, in a time that says nothing about the keys.
func (p projects) find(key string, of func(hashedProject) hashed) (Project, bool) {
	sum := sha256.Sum256([]byte(key))
	var project Project
	found := 0
	for _, candidate := range p {
		known := of(candidate)
		if known == nil {
			continue
		}
		same := subtle.ConstantTimeCompare(known[:], sum[:])
		found |= same
		if same == 1 {
			project = candidate.Project
		}
	}
	return project, found == 1
}

// ByPingKey is the project whose check-ins may be reported to by slug with the key.
func (s *Service) ByPingKey(key string) (Project, bool) {
	return s.projects.find(key, func(p hashedProject) hashed { return p.ping })
}

// ByAPIKey is the project whose check-ins may be managed with the key, or only looked at.
func (s *Service) ByAPIKey(key string) (p Project, readOnly, ok bool) {
	if p, ok = s.projects.find(key, func(p hashedProject) hashed { return p.api }); ok {
		return p, false, true
	}
	p, ok = s.projects.find(key, func(p hashedProject) hashed { return p.read })
	return p, true, ok
}

// Project is the one with the id.
func (s *Service) Project(id int64) (Project, bool) {
	for _, p := range s.projects {
		if p.ID == id {
			return p.Project, true
		}
	}
	return Project{}, false
}
