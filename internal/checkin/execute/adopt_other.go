//go:build !linux

package execute

// adopt does nothing: what a killed keeper leaves behind becomes a child of init, and its exit code is lost.
func adopt(bool) {}

// awaitEnd does nothing: nobody takes the command over from the keeper.
func awaitEnd(int) {}
