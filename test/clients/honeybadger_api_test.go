package clients_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// Their Go client, github.com/honeybadger-io/api-go, is not used itself: the Go module proxy answers 403 for it, and a dependency that
// cannot be fetched is none. This is a client of our own that sends the bytes which that one sends, as its source of version 2 has it
// (apiv2/client.go, apiv2/checkins.go), and decodes what comes back into fields of the same types (apiv2/types.go): the path under /v2,
// Basic authentication with a blank password or a Bearer token, both media types on every call, members in the order of its structs,
// left out where they are not set; every status from 400 on is an error, whose text is the member errors.
type apiClient struct {
	base   string
	token  string
	bearer bool
}

// apiCheckIn has the types that theirs has: an id is a text, a period is a text or nothing.
type apiCheckIn struct {
	ID           string     `json:"id"`
	Name         string     `json:"name"`
	Slug         string     `json:"slug"`
	State        string     `json:"state"`
	ScheduleType string     `json:"schedule_type"`
	ReportPeriod *string    `json:"report_period"`
	GracePeriod  *string    `json:"grace_period"`
	CronSchedule *string    `json:"cron_schedule"`
	CronTimezone *string    `json:"cron_timezone"`
	ReportedAt   *time.Time `json:"reported_at"`
	ExpectedAt   *time.Time `json:"expected_at"`
	MissedCount  int        `json:"missed_count"`
	URL          string     `json:"url"`
	DetailsURL   string     `json:"details_url"`
}

// apiParams are what is written.
type apiParams struct {
	Name         string  `json:"name,omitempty"`
	Slug         string  `json:"slug,omitempty"`
	ScheduleType string  `json:"schedule_type,omitempty"`
	ReportPeriod *string `json:"report_period,omitempty"`
	GracePeriod  *string `json:"grace_period,omitempty"`
	CronSchedule *string `json:"cron_schedule,omitempty"`
	CronTimezone *string `json:"cron_timezone,omitempty"`
}

type apiBulkResult struct {
	Operation string   `json:"operation"`
	Slug      string   `json:"slug"`
	Success   bool     `json:"success"`
	Errors    []string `json:"errors,omitempty"`
}

// do sends in, where there is one, and decodes the answer into out, where that is wanted.
func (c apiClient) do(t *testing.T, method, path string, in, out any) error {
	t.Helper()
	var body io.Reader
	if in != nil {
		text, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		body = bytes.NewBuffer(text)
	}
	req, err := http.NewRequestWithContext(t.Context(), method, c.base+"/v2"+path, body)
	if err != nil {
		t.Fatal(err)
	}
	if c.bearer {
		req.Header.Set("Authorization", "Bearer "+c.token)
	} else {
		req.SetBasicAuth(c.token, "")
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode >= 400 {
		return refusal(resp)
	}
	if out == nil {
		return nil
	}
	return json.NewDecoder(resp.Body).Decode(out)
}

// refusal is what an answer says that is an error.
func refusal(resp *http.Response) error {
	var answer map[string]any
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		return fmt.Errorf("HTTP %d: %w", resp.StatusCode, err)
	}
	text, ok := answer["errors"].(string)
	if !ok {
		return fmt.Errorf("HTTP %d: errors is %v, and no text", resp.StatusCode, answer["errors"])
	}
	return fmt.Errorf("HTTP %d: %s", resp.StatusCode, text)
}

const apiPath = "/projects/7/check_ins"

func (c apiClient) list(t *testing.T) (all []apiCheckIn) {
	t.Helper()
	var page struct {
		Results []apiCheckIn `json:"results"`
		Links   struct {
			Next string `json:"next"`
			Prev string `json:"prev"`
			Self string `json:"self"`
		} `json:"links"`
	}
	if err := c.do(t, http.MethodGet, apiPath, nil, &page); err != nil || page.Links.Self == "" {
		t.Errorf("listing: %+v, %v", page, err)
	}
	return page.Results
}

func (c apiClient) create(t *testing.T, p apiParams) (made apiCheckIn, err error) {
	t.Helper()
	err = c.do(t, http.MethodPost, apiPath, map[string]apiParams{"check_in": p}, &made)
	return made, err
}

func (c apiClient) get(t *testing.T, id string) (found apiCheckIn, err error) {
	t.Helper()
	err = c.do(t, http.MethodGet, apiPath+"/"+id, nil, &found)
	return found, err
}

func (c apiClient) bulk(t *testing.T, list []apiParams) (results []apiBulkResult, err error) {
	t.Helper()
	var answer struct {
		Results []apiBulkResult `json:"results"`
	}
	err = c.do(t, http.MethodPut, apiPath, struct {
		CheckIns []apiParams `json:"check_ins"`
	}{list}, &answer)
	return answer.Results, err
}

// TestHoneybadgerGo goes through every call of their Go client.
func TestHoneybadgerGo(t *testing.T) {
	t.Parallel()
	for _, bearer := range []bool{false, true} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		h := serve(t, l)
		c := apiClient{base: h.url, token: authToken, bearer: bearer}

		simple, err := c.create(t, apiParams{Name: "Hourly", Slug: "hourly", ScheduleType: "simple", ReportPeriod: new("1 hour")})
		if err != nil || simple.ID == "" || simple.State != "pending" || *simple.ReportPeriod != "1 hour" || simple.GracePeriod != nil ||
			simple.CronSchedule != nil || simple.ReportedAt != nil || simple.URL != h.url+"/v1/check_in/"+simple.ID {
			t.Fatalf("created %+v, %v", simple, err)
		}
		cron, err := c.create(t, apiParams{Name: "Nightly", ScheduleType: "cron", CronSchedule: new("0 19 * * *"), CronTimezone: new(""), GracePeriod: new("")})
		if err != nil || *cron.CronSchedule != "0 19 * * *" || *cron.CronTimezone != "UTC" || cron.Slug != "" || cron.ReportPeriod != nil {
			t.Fatalf("created %+v, %v", cron, err)
		}
		if all := c.list(t); len(all) != 2 || all[0].ID != simple.ID || all[1].ID != cron.ID {
			t.Errorf("listed %+v", all)
		}

		h.service.Handler().ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/v1/check_in/"+simple.ID, nil))
		if found, err := c.get(t, simple.ID); err != nil || found.State != "reporting" || found.ReportedAt == nil || !found.ExpectedAt.After(*found.ReportedAt) {
			t.Errorf("after a report: %+v, %v", found, err)
		}

		change := map[string]apiParams{"check_in": {Name: "Hourly 2", ReportPeriod: new("2 hours"), GracePeriod: new("5 minutes")}}
		if err := c.do(t, http.MethodPut, apiPath+"/"+simple.ID, change, nil); err != nil {
			t.Errorf("changing: %v", err)
		}
		if found, err := c.get(t, simple.ID); err != nil || found.Name != "Hourly 2" || *found.ReportPeriod != "2 hours" || *found.GracePeriod != "5 minutes" {
			t.Errorf("changed into %+v, %v", found, err)
		}
		if err := c.do(t, http.MethodDelete, apiPath+"/"+cron.ID, nil, nil); err != nil {
			t.Errorf("deleting: %v", err)
		}

		results, err := c.bulk(t, []apiParams{{Slug: "hourly", ReportPeriod: new("never")}, {Slug: "daily", ReportPeriod: new("1 day")}})
		if err != nil || len(results) != 2 || results[0].Success || len(results[0].Errors) != 1 || results[0].Operation != "update" ||
			!results[1].Success || results[1].Operation != "create" || results[1].Slug != "daily" {
			t.Errorf("a bulk update told %+v, %v", results, err)
		}
		if results, err = c.bulk(t, []apiParams{}); err != nil || len(results) != 2 || len(c.list(t)) != 0 {
			t.Errorf("an empty one told %+v, %v", results, err)
		}
	}
}

// TestHoneybadgerGoErrors: what is refused reaches the user of their Go client in words.
func TestHoneybadgerGoErrors(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h := serve(t, l)
	c := apiClient{base: h.url, token: authToken}
	_, invalid := c.create(t, apiParams{Name: "x", ReportPeriod: new("0 minutes")})
	_, unknown := c.get(t, "nobody")
	_, nothing := c.bulk(t, nil) // sends null
	_, stranger := apiClient{base: h.url, token: "guess"}.get(t, "nobody")
	for want, got := range map[string]error{
		"HTTP 422: report_period": invalid, "HTTP 404: Check-in not found": unknown, "HTTP 401: HTTP Basic: Access denied.": stranger,
		"HTTP 400: param is missing or the value is empty: check_ins": nothing,
	} {
		if !strings.HasPrefix(fmt.Sprint(got), want) {
			t.Errorf("refused with %v, want %s", got, want)
		}
	}
}
