package telemetry

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
)

// The formats of a log.
const (
	FormatAuto = "auto" // text where the output is a terminal, JSON otherwise
	FormatText = "text"
	FormatJSON = "json"
)

// NewLogger returns a logger that writes to w.
//
// level is debug, info, warn or error; empty means info. format is auto, text or json; empty means auto. Both are compared
// without regard to case. The error names every value that is not allowed.
func NewLogger(w io.Writer, level, format string) (*slog.Logger, error) {
	lowest, levelErr := parseLevel(level)
	text, formatErr := wantsText(w, format)
	if err := errors.Join(levelErr, formatErr); err != nil {
		return nil, err
	}
	options := &slog.HandlerOptions{Level: lowest}
	if text {
		return slog.New(slog.NewTextHandler(w, options)), nil
	}
	return slog.New(slog.NewJSONHandler(w, options)), nil
}

func parseLevel(level string) (slog.Level, error) {
	switch strings.ToLower(level) {
	case "debug":
		return slog.LevelDebug, nil
	case "", "info":
		return slog.LevelInfo, nil
	case "warn":
		return slog.LevelWarn, nil
	case "error":
		return slog.LevelError, nil
	}
	return 0, fmt.Errorf("log level %q: allowed are debug, info, warn, error", level)
}

func wantsText(w io.Writer, format string) (bool, error) {
	switch strings.ToLower(format) {
	case "", FormatAuto:
		return isTerminal(w), nil
	case FormatText:
		return true, nil
	case FormatJSON:
		return false, nil
	}
	return false, fmt.Errorf("log format %q: allowed are %s, %s, %s", format, FormatAuto, FormatText, FormatJSON)
}

// isTerminal reports whether a person is likely to read w as it is written. A character device is near enough: the other
// common one is /dev/null, where the format does not matter.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
