//go:build !purego

#include "textflag.h"

// func fetchRows(words *uint64, bytes int, rows *int32, n int)
TEXT ·fetchRows(SB), NOSPLIT, $0-32
	MOVQ words+0(FP), AX
	MOVQ bytes+8(FP), BX
	MOVQ rows+16(FP), SI
	MOVQ n+24(FP), CX

each:
	MOVLQSX    (SI), DI
	IMULQ      BX, DI
	PREFETCHT0 (AX)(DI*1)
	ADDQ       $4, SI
	DECQ       CX
	JNZ        each
	RET
