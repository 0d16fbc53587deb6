package slack

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// args are the arguments of a call; structured ones are JSON text, as in the form encoding.
type args map[string]string

func (a args) flag(name string) bool {
	v := a[name]
	return v == "1" || strings.EqualFold(v, "true")
}

// number reads an integer argument; its absence is def.
func (a args) number(name string, def int) (int, bool) {
	v, there := a[name]
	if !there || v == "" {
		return def, true
	}
	n, err := strconv.Atoi(v)
	return n, err == nil
}

// decode reads the arguments and the token of a Web API request, or says which of Slack's errors it deserves.
// Rules: https://docs.slack.dev/apis/web-api#basics – a form or JSON body, the token in the header or (forms only) in the body.
func decode(r *http.Request, formOnly bool) (a args, token, code string) {
	a = args{}
	if t, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); bearer {
		token = t
	}
	for k, v := range r.URL.Query() {
		if k != "token" { // refused by Slack since 2021: it would end up in logs
			a[k] = v[0]
		}
	}
	if r.Method != http.MethodPost {
		return a, token, argNames(a)
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		return a, token, "request_timeout"
	}
	if len(body) > maxBody {
		return a, token, "request_too_large"
	}
	kind := r.Header.Get("Content-Type")
	if kind == "" {
		if len(body) > 0 {
			return a, token, "missing_post_type"
		}
		return a, token, argNames(a)
	}
	media, params, err := mime.ParseMediaType(kind)
	if err != nil {
		return a, token, "invalid_post_type"
	}
	if cs := strings.ToLower(params["charset"]); cs != "" && cs != "utf-8" && cs != "iso-8859-1" {
		return a, token, "invalid_charset"
	}
	switch media {
	case "application/x-www-form-urlencoded":
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return a, token, "invalid_form_data"
		}
		for k, v := range form {
			a[k] = v[0]
		}
		if t := a["token"]; t != "" && token == "" {
			token = t
		}
		delete(a, "token")
	case "application/json":
		if len(bytes.TrimSpace(body)) == 0 {
			return a, token, argNames(a) // slack-go calls apps.connections.open like this, and Slack answers
		}
		fromJSON, code := jsonArgs(body)
		if code != "" {
			return a, token, code
		}
		if !formOnly {
			maps.Copy(a, fromJSON)
			delete(a, "token")
		}
	default:
		return a, token, "invalid_post_type"
	}
	return a, token, argNames(a)
}

func argNames(a args) string {
	for k := range a {
		if strings.Contains(k, "[") {
			return "invalid_array_arg"
		}
		if k == "" || len(k) > 64 || strings.Trim(strings.ToLower(k), "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
			return "invalid_arg_name"
		}
	}
	return ""
}

func jsonArgs(body []byte) (args, string) {
	v, err := parseJSON(body)
	if err != nil {
		return nil, "invalid_json"
	}
	obj, isObject := v.(map[string]any)
	if !isObject {
		return nil, "json_not_object"
	}
	out := args{}
	for k, v := range obj {
		switch v := v.(type) {
		case nil:
		case string:
			out[k] = v
		case json.Number:
			out[k] = v.String()
		case bool:
			out[k] = strconv.FormatBool(v)
		default:
			text, err := json.Marshal(v)
			if err != nil {
				return nil, "invalid_json"
			}
			out[k] = string(text)
		}
	}
	return out, ""
}

// parseJSON reads one JSON value and nothing after it; numbers keep their text.
func parseJSON(text []byte) (any, error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return nil, err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("more than one JSON value")
	}
	return v, nil
}
