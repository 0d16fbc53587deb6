package honeybadger

import (
	"net/http"
	"slices"
)

// bulkUpdate makes the project's check-ins be the given ones, matched by slug: what is not in the list is deleted. Each row
// succeeds or fails for itself.
func bulkUpdate(c *call) answer {
	var rows []fields
	if a, ok := c.root("check_ins", &rows); !ok {
		return a
	}
	results := []map[string]any{}
	if len(rows) == 0 && c.s.opts.Quirks.IgnoresEmptyBulk {
		return answer{http.StatusOK, map[string]any{"results": results}}
	}
	done := func(operation, slug string, problems []string) {
		results = append(results, map[string]any{"operation": operation, "slug": orNull(slug),
			"success": len(problems) == 0, "errors": append([]string{}, problems...)})
	}
	var keep []*CheckIn
	for _, f := range rows {
		slug := f.Slug.value
		if x := c.s.findSlug(slug); x != nil {
			keep = append(keep, x)
			done("update", slug, c.s.update(x, f))
			continue
		}
		x, problems := c.s.create(f)
		keep = append(keep, x)
		done("create", slug, problems)
	}
	for _, x := range slices.Clone(c.s.checkIns) {
		if !slices.Contains(keep, x) {
			c.s.remove(x)
			done("delete", x.Slug, nil)
		}
	}
	return answer{http.StatusOK, map[string]any{"results": results}}
}
