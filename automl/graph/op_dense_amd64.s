//go:build !purego

#include "textflag.h"

// WEIGHT makes all lanes of a register one weight.
#define WEIGHT(at, half, full) \
	VBROADCASTSS at(R8), half \
	VCVTPS2PD    half, full

// FOUR adds four weighted columns to the sum of four rows.
#define FOUR(at, sum) \
	VMULPD (at)(SI), Y4, Y8       \
	VMULPD (at+128)(SI), Y5, Y9   \
	VMULPD (at+256)(SI), Y6, Y10  \
	VMULPD (at+384)(SI), Y7, Y11  \
	VADDPD Y9, Y8, Y8             \
	VADDPD Y11, Y10, Y10          \
	VADDPD Y10, Y8, Y8            \
	VADDPD Y8, sum, sum

// ONE adds one weighted column to the sum of four rows.
#define ONE(at, sum) \
	VMULPD at(SI), Y4, Y8 \
	VADDPD Y8, sum, sum

// func addMany(y *[vectorRows]float64, x *float64, w *float32, bias float64, width int)
TEXT ·addMany(SB), NOSPLIT, $0-40
	MOVQ         y+0(FP), DI
	MOVQ         x+8(FP), SI
	MOVQ         w+16(FP), R8
	VBROADCASTSD bias+24(FP), Y0
	MOVQ         width+32(FP), CX
	VMOVAPD      Y0, Y1
	VMOVAPD      Y0, Y2
	VMOVAPD      Y0, Y3
	SUBQ         $4, CX
	JLT          rest

groups:
	WEIGHT(0, X4, Y4)
	WEIGHT(4, X5, Y5)
	WEIGHT(8, X6, Y6)
	WEIGHT(12, X7, Y7)
	FOUR(0, Y0)
	FOUR(32, Y1)
	FOUR(64, Y2)
	FOUR(96, Y3)
	ADDQ $512, SI
	ADDQ $16, R8
	SUBQ $4, CX
	JGE  groups

rest:
	ADDQ $4, CX
	JZ   done

ones:
	WEIGHT(0, X4, Y4)
	ONE(0, Y0)
	ONE(32, Y1)
	ONE(64, Y2)
	ONE(96, Y3)
	ADDQ $128, SI
	ADDQ $4, R8
	DECQ CX
	JNZ  ones

done:
	VMOVUPD Y0, (DI)
	VMOVUPD Y1, 32(DI)
	VMOVUPD Y2, 64(DI)
	VMOVUPD Y3, 96(DI)
	VZEROUPPER
	RET
