//go:build !purego

#include "go_asm.h"
#include "textflag.h"

// COLUMN is the distance of rows' columns in bytes.
#define COLUMN (8*const_kernelRows)

// DIFFERENCE makes to the squares of four rows' differences from the point in a column.
#define DIFFERENCE(column, point, to) \
	VMOVUPD column, to        \
	VSUBPD  point, to, to     \
	VMULPD  to, to, to

// FOUR adds four columns, of which the point is in Y4 to Y7, to the sum of four rows.
#define FOUR(at, sum) \
	DIFFERENCE((at)(SI), Y4, Y8)           \
	DIFFERENCE((at+COLUMN)(SI), Y5, Y9)    \
	DIFFERENCE((at+2*COLUMN)(SI), Y6, Y10) \
	DIFFERENCE((at+3*COLUMN)(SI), Y7, Y11) \
	VADDPD Y9, Y8, Y8                      \
	VADDPD Y11, Y10, Y10                   \
	VADDPD Y10, Y8, Y8                     \
	VADDPD Y8, sum, sum

// ONE adds one column, of which the point is in Y4.
#define ONE(at, sum) \
	DIFFERENCE((at)(SI), Y4, Y8) \
	VADDPD Y8, sum, sum

// func distancesOfMany(dist *[vectorRows]float64, z, point *float64, columns int)
TEXT ·distancesOfMany(SB), NOSPLIT, $0-32
	MOVQ   dist+0(FP), DI
	MOVQ   z+8(FP), SI
	MOVQ   point+16(FP), R8
	MOVQ   columns+24(FP), CX
	VXORPD Y0, Y0, Y0
	VXORPD Y1, Y1, Y1
	VXORPD Y2, Y2, Y2
	VXORPD Y3, Y3, Y3
	SUBQ   $4, CX
	JLT    rest

groups:
	VBROADCASTSD 0(R8), Y4
	VBROADCASTSD 8(R8), Y5
	VBROADCASTSD 16(R8), Y6
	VBROADCASTSD 24(R8), Y7
	FOUR(0, Y0)
	FOUR(32, Y1)
	FOUR(64, Y2)
	FOUR(96, Y3)
	ADDQ $(4*COLUMN), SI
	ADDQ $32, R8
	SUBQ $4, CX
	JGE  groups

rest:
	ADDQ $4, CX
	JZ   done

ones:
	VBROADCASTSD (R8), Y4
	ONE(0, Y0)
	ONE(32, Y1)
	ONE(64, Y2)
	ONE(96, Y3)
	ADDQ $COLUMN, SI
	ADDQ $8, R8
	DECQ CX
	JNZ  ones

done:
	VMOVUPD Y0, (DI)
	VMOVUPD Y1, 32(DI)
	VMOVUPD Y2, 64(DI)
	VMOVUPD Y3, 96(DI)
	VZEROUPPER
	RET

// func addTermFours(y, rest, like *float64, c, coarse float64, n int)
TEXT ·addTermFours(SB), NOSPLIT, $0-48
	MOVQ         y+0(FP), DI
	MOVQ         rest+8(FP), SI
	MOVQ         like+16(FP), R8
	VBROADCASTSD c+24(FP), Y4
	VBROADCASTSD coarse+32(FP), Y5
	MOVQ         n+40(FP), CX
	XORQ         AX, AX

loop:
	VMULPD  (R8)(AX*8), Y4, Y0
	VADDPD  Y5, Y0, Y1
	VSUBPD  Y5, Y1, Y1          // all but the last digits
	VSUBPD  Y1, Y0, Y0
	VADDPD  (DI)(AX*8), Y1, Y1
	VADDPD  (SI)(AX*8), Y0, Y0
	VMOVUPD Y1, (DI)(AX*8)
	VMOVUPD Y0, (SI)(AX*8)
	ADDQ    $4, AX
	CMPQ    AX, CX
	JLT     loop
	VZEROUPPER
	RET
