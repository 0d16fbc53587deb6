package node

import (
	"encoding/json"
	"fmt"
	"os"
)

// Config is what the harness writes for the node; its JSON form is the
// contract between the two, which are different Go modules.
type Config struct {
	// Link is the node's end of the pair of interfaces that joins it to the machine.
	Link string `json:"link"`
	// Address is the node's own address with its prefix length.
	Address string `json:"address"`
	// Gateway is the machine's address on the other end of the link.
	Gateway string `json:"gateway"`
	// Routes are the machine's other addresses. There is no default route: what
	// lies beyond the machine is unreachable at once, not after a timeout.
	Routes []string `json:"routes"`
	// Tmpfs are the directories that are empty inside of the node.
	Tmpfs []string `json:"tmpfs"`
	// Keep are the directories that stay, even beneath one of Tmpfs.
	Keep []string `json:"keep"`
	// Binds are files and directories (key) that another one (value) stands in for.
	Binds map[string]string `json:"binds"`
	// Programs are what can be started, by name.
	Programs map[string]Program `json:"programs"`
}

// Program is one process of the node.
type Program struct {
	Args []string `json:"args"`
	Env  []string `json:"env"`
	// Log is the file that takes its output.
	Log string `json:"log"`
}

func readConfig(path string) (Config, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return Config{}, err
	}
	var c Config
	if err := json.Unmarshal(data, &c); err != nil {
		return Config{}, fmt.Errorf("%s: %w", path, err)
	}
	return c, nil
}
