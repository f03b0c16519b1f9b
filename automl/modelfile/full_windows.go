package modelfile

import (
	"errors"
	"syscall"
)

// What Windows answers when a disk is full.
const (
	handleDiskFull = syscall.Errno(39)
	diskFull       = syscall.Errno(112)
)

// fullDisk reports whether there was no room left for what was written.
func fullDisk(err error) bool {
	return errors.Is(err, handleDiskFull) || errors.Is(err, diskFull)
}
