package load

import (
	"encoding/json"
	"fmt"
	"os/exec"
)

// environment asks the go command for its build context, by variable.
func (l *loader) environment() (map[string]string, error) {
	cmd := exec.Command("go", "env", "-json")
	cmd.Dir = l.cfg.Dir
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go env: %w", err)
	}
	var env map[string]string
	if err := json.Unmarshal(out, &env); err != nil {
		return nil, fmt.Errorf("go env: %w", err)
	}
	return env, nil
}
