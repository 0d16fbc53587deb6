package embedded

import (
	"crypto/sha256"
	"crypto/subtle"
)

// Project groups check-ins that share a key.
type Project struct {
	ID int64
	// Key lets who has it report to any check-in of the project by its slug. An empty key lets nobody.
	Key string
}

// projects finds a project by its key. The keys themselves are not kept.
type projects []hashedProject

type hashedProject struct {
	id   int64
	hash [sha256.Size]byte
}

func newProjects(list []Project) projects {
	var all projects
	for _, p := range list {
		if p.Key != "" {
			all = append(all, hashedProject{id: p.ID, hash: sha256.Sum256([]byte(p.Key))})
		}
	}
	return all
}

// byKey compares with every project, in a time that says nothing about the keys.
func (p projects) byKey(key string) (int64, bool) {
	hash := sha256.Sum256([]byte(key))
	var id int64
	found := 0
	for _, candidate := range p {
		same := subtle.ConstantTimeCompare(candidate.hash[:], hash[:])
		found |= same
		if same == 1 {
			id = candidate.id
		}
	}
	return id, found == 1
}
