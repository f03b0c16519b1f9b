//go:build unix

package modelfile

import (
	"errors"
	"syscall"
)

// fullDisk reports whether there was no room left for what was written.
func fullDisk(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}
