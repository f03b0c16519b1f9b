//go:build !purego

#include "go_asm.h"
#include "textflag.h"

// A column of a's tile times a row of b: each product is rounded before it is added.
#define COLUMN(B0, B1) \
	VMOVUPS      B0, Y8              \
	VMOVUPS      B1, Y9              \
	VBROADCASTSS (AX), Y10           \
	VBROADCASTSS (AX)(R8*1), Y11     \
	VBROADCASTSS (AX)(R8*2), Y12     \
	VBROADCASTSS (AX)(R9*1), Y13     \
	ADDQ         R10, AX             \
	VMULPS       Y8, Y10, Y14        \
	VMULPS       Y9, Y10, Y10        \
	VADDPS       Y14, Y0, Y0         \
	VADDPS       Y10, Y1, Y1         \
	VMULPS       Y8, Y11, Y15        \
	VMULPS       Y9, Y11, Y11        \
	VADDPS       Y15, Y2, Y2         \
	VADDPS       Y11, Y3, Y3         \
	VMULPS       Y8, Y12, Y14        \
	VMULPS       Y9, Y12, Y12        \
	VADDPS       Y14, Y4, Y4         \
	VADDPS       Y12, Y5, Y5         \
	VMULPS       Y8, Y13, Y15        \
	VMULPS       Y9, Y13, Y13        \
	VADDPS       Y15, Y6, Y6         \
	VADDPS       Y13, Y7, Y7

// func runTiles(t *tiles)
TEXT ·runTiles(SB), NOSPLIT, $0-8
	MOVQ t+0(FP), DX
	MOVQ tiles_a(DX), SI
	MOVQ tiles_c(DX), DI
	MOVQ tiles_down(DX), R8
	SHLQ $2, R8
	LEAQ (R8)(R8*2), R9
	MOVQ tiles_right(DX), R10
	SHLQ $2, R10
	MOVQ tiles_stride(DX), R11
	SHLQ $2, R11
	LEAQ (R11)(R11*2), R12
	MOVQ tiles_step(DX), R13
	MOVQ tiles_count(DX), R15

tile:
	MOVQ SI, AX
	MOVQ tiles_b(DX), BX
	MOVQ tiles_depth(DX), CX
	CMPB tiles_more(DX), $0
	JNE  more
	VXORPS Y0, Y0, Y0
	VXORPS Y1, Y1, Y1
	VXORPS Y2, Y2, Y2
	VXORPS Y3, Y3, Y3
	VXORPS Y4, Y4, Y4
	VXORPS Y5, Y5, Y5
	VXORPS Y6, Y6, Y6
	VXORPS Y7, Y7, Y7
	JMP    begin

more:
	VMOVUPS (DI), Y0
	VMOVUPS 32(DI), Y1
	VMOVUPS (DI)(R11*1), Y2
	VMOVUPS 32(DI)(R11*1), Y3
	VMOVUPS (DI)(R11*2), Y4
	VMOVUPS 32(DI)(R11*2), Y5
	VMOVUPS (DI)(R12*1), Y6
	VMOVUPS 32(DI)(R12*1), Y7

begin:
	SUBQ $2, CX
	JLT  odd

two:
	COLUMN((BX), 32(BX))
	COLUMN(64(BX), 96(BX))
	ADDQ $128, BX
	SUBQ $2, CX
	JGE  two

odd:
	ADDQ $2, CX
	JEQ  done
	COLUMN((BX), 32(BX))

done:
	VBROADCASTSS tiles_alpha(DX), Y8
	VMULPS       Y8, Y0, Y0
	VMULPS       Y8, Y1, Y1
	VMULPS       Y8, Y2, Y2
	VMULPS       Y8, Y3, Y3
	VMULPS       Y8, Y4, Y4
	VMULPS       Y8, Y5, Y5
	VMULPS       Y8, Y6, Y6
	VMULPS       Y8, Y7, Y7
	VMOVUPS      Y0, (DI)
	VMOVUPS      Y1, 32(DI)
	VMOVUPS      Y2, (DI)(R11*1)
	VMOVUPS      Y3, 32(DI)(R11*1)
	VMOVUPS      Y4, (DI)(R11*2)
	VMOVUPS      Y5, 32(DI)(R11*2)
	VMOVUPS      Y6, (DI)(R12*1)
	VMOVUPS      Y7, 32(DI)(R12*1)
	LEAQ         (SI)(R13*4), SI
	LEAQ         (DI)(R11*4), DI
	DECQ         R15
	JNZ          tile
	VZEROUPPER
	RET
