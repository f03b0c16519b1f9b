//go:build !purego

#include "textflag.h"

// COLUMN adds the squares of a column's differences to a sum.
#define COLUMN(at, sum) \
	VBROADCASTSS (4*at)(R8), Y6      \
	VSUBPS       (32*at)(SI), Y6, Y6 \
	VMULPS       Y6, Y6, Y6          \
	VADDPS       Y6, sum, sum

// TOTAL adds the four sums up in Y6 and compares them with the limit.
#define TOTAL \
	VADDPS    Y1, Y0, Y6      \
	VADDPS    Y3, Y2, Y7      \
	VADDPS    Y7, Y6, Y6      \
	VCMPPS    $0x11, Y5, Y6, Y7 \ // less, and false of what is no number
	VMOVMSKPS Y7, AX

// func skipBlocks(points, query *float32, dims, blocks int, limit float32, dist *[blockPoints]float32) int
TEXT ·skipBlocks(SB), NOSPLIT, $0-56
	MOVQ         points+0(FP), DI
	MOVQ         query+8(FP), R9
	MOVQ         dims+16(FP), DX
	MOVQ         blocks+24(FP), R10
	VBROADCASTSS limit+32(FP), Y5
	MOVQ         dist+40(FP), R11
	XORQ         BX, BX
	MOVQ         DX, R12
	SHLQ         $5, R12          // bytes of a block

block:
	MOVQ   DI, SI
	MOVQ   R9, R8
	VXORPS Y0, Y0, Y0
	VXORPS Y1, Y1, Y1
	VXORPS Y2, Y2, Y2
	VXORPS Y3, Y3, Y3
	MOVQ   DX, CX
	SUBQ   $8, CX
	JLT    rest

eight:
	COLUMN(0, Y0)
	COLUMN(1, Y1)
	COLUMN(2, Y2)
	COLUMN(3, Y3)
	COLUMN(4, Y0)
	COLUMN(5, Y1)
	COLUMN(6, Y2)
	COLUMN(7, Y3)
	TOTAL
	TESTL AX, AX
	JZ    next
	ADDQ  $256, SI
	ADDQ  $32, R8
	SUBQ  $8, CX
	JGE   eight

rest:
	ADDQ $8, CX
	JZ   total

one:
	COLUMN(0, Y0)
	ADDQ $32, SI
	ADDQ $4, R8
	DECQ CX
	JNZ  one

total:
	TOTAL
	TESTL AX, AX
	JNZ   found

next:
	ADDQ R12, DI
	INCQ BX
	CMPQ BX, R10
	JLT  block
	JMP  done

found:
	VMOVUPS Y6, (R11)

done:
	MOVQ BX, ret+48(FP)
	VZEROUPPER
	RET
