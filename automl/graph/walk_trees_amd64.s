//go:build !purego

#include "go_asm.h"
#include "textflag.h"

// STEP takes the walk of one row from node R to the next: left where the threshold is at least the
// row's value, else, also where that is no number, right, which is one more. A leaf leads to itself.
#define STEP(R, row) \
	LEAQ    (R)(R*1), R12                         \ // a node takes sixteen bytes
	MOVL    walkNode_column(SI)(R12*8), R13       \
	MOVSD   walkNode_threshold(SI)(R12*8), X0     \
	MOVL    walkNode_left(SI)(R12*8), R           \
	UCOMISD (8*row)(DI)(R13*8), X0                \
	ADCL    $0, R

// SUM adds the nodes' numbers, which only rise on the way, up in R12: when it stays, all are leaves.
#define SUM \
	LEAQ (AX)(BX*1), R12 \
	LEAQ (CX)(DX*1), R13 \
	ADDQ R8, R12         \
	ADDQ R9, R13         \
	ADDQ R10, R12        \
	ADDQ R11, R13        \
	ADDQ R13, R12

#define ROWS \
	STEP(AX, 0) \
	STEP(BX, 1) \
	STEP(CX, 2) \
	STEP(DX, 3) \
	STEP(R8, 4) \
	STEP(R9, 5) \
	STEP(R10, 6) \
	STEP(R11, 7)

#define TREES \
	STEP(AX, 0) \
	STEP(BX, 0) \
	STEP(CX, 0) \
	STEP(DX, 0) \
	STEP(R8, 0) \
	STEP(R9, 0) \
	STEP(R10, 0) \
	STEP(R11, 0)

#define STORE \
	MOVL AX, 0(R14)  \
	MOVL BX, 4(R14)  \
	MOVL CX, 8(R14)  \
	MOVL DX, 12(R14) \
	MOVL R8, 16(R14) \
	MOVL R9, 20(R14) \
	MOVL R10, 24(R14) \
	MOVL R11, 28(R14)

// func walkEights(nodes *walkNode, rows *float64, root int32, n int, leaf *int32)
TEXT ·walkEights(SB), NOSPLIT, $8-40
	MOVQ nodes+0(FP), SI
	MOVQ rows+8(FP), DI
	MOVQ leaf+32(FP), R14
	MOVQ n+24(FP), AX
	MOVQ AX, left-8(SP)

rows:
	MOVL root+16(FP), AX
	MOVL AX, BX
	MOVL AX, CX
	MOVL AX, DX
	MOVL AX, R8
	MOVL AX, R9
	MOVL AX, R10
	MOVL AX, R11
	XORL R15, R15

steps:
	ROWS
	ROWS
	SUM
	CMPQ R12, R15
	MOVQ R12, R15
	JNE  steps
	STORE
	ADDQ $64, DI
	ADDQ $32, R14
	SUBQ $8, left-8(SP)
	JNE  rows
	RET

// func descendEight(nodes *walkNode, row *float64, at *[rowLanes]int32)
TEXT ·descendEight(SB), NOSPLIT, $0-24
	MOVQ nodes+0(FP), SI
	MOVQ row+8(FP), DI
	MOVQ at+16(FP), R14
	MOVL 0(R14), AX
	MOVL 4(R14), BX
	MOVL 8(R14), CX
	MOVL 12(R14), DX
	MOVL 16(R14), R8
	MOVL 20(R14), R9
	MOVL 24(R14), R10
	MOVL 28(R14), R11
	XORL R15, R15

steps:
	TREES
	SUM
	CMPQ R12, R15
	MOVQ R12, R15
	JNE  steps
	STORE
	RET
