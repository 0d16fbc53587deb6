package version

import "runtime/debug"

// version is set by the linker (-X rollcall.dev/rollcall/internal/version.version=v1.2.3); nothing else writes it.
var version string

// Version is the release, or what the build knows of itself, or "devel".
func Version() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "devel"
}

// Revision is the commit that was built; empty where the build does not know.
func Revision() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value
		}
	}
	return ""
}
