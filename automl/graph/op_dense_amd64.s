//go:build !purego

#include "textflag.h"

// func addFours(y, x0, x1, x2, x3 *float64, w *[4]float64, n int)
TEXT ·addFours(SB), NOSPLIT, $0-56
	MOVQ         y+0(FP), DI
	MOVQ         x0+8(FP), R8
	MOVQ         x1+16(FP), R9
	MOVQ         x2+24(FP), R10
	MOVQ         x3+32(FP), R11
	MOVQ         w+40(FP), DX
	MOVQ         n+48(FP), CX
	VBROADCASTSD 0(DX), Y8
	VBROADCASTSD 8(DX), Y9
	VBROADCASTSD 16(DX), Y10
	VBROADCASTSD 24(DX), Y11
	XORQ         AX, AX

loop:
	VMULPD  (R8)(AX*8), Y8, Y0
	VMULPD  (R9)(AX*8), Y9, Y1
	VMULPD  (R10)(AX*8), Y10, Y2
	VMULPD  (R11)(AX*8), Y11, Y3
	VADDPD  Y1, Y0, Y0
	VADDPD  Y3, Y2, Y2
	VADDPD  Y2, Y0, Y0
	VADDPD  (DI)(AX*8), Y0, Y0
	VMOVUPD Y0, (DI)(AX*8)
	ADDQ    $4, AX
	CMPQ    AX, CX
	JLT     loop
	VZEROUPPER
	RET
