//go:build !purego

#include "textflag.h"

// The constants of plain, which stand in all four lanes: the low half of a word, what a
// hessian and a gradient are read with, and what the gradient's reading adds.
DATA low<>+0(SB)/8, $0x00000000ffffffff
GLOBL low<>(SB), RODATA|NOPTR, $8
DATA read<>+0(SB)/8, $0x4330000000000000
GLOBL read<>(SB), RODATA|NOPTR, $8
DATA sign<>+0(SB)/8, $0x4330000080000000
GLOBL sign<>(SB), RODATA|NOPTR, $8
DATA place<>+0(SB)/8, $255
GLOBL place<>(SB), RODATA|NOPTR, $8
DATA step<>+0(SB)/8, $4
GLOBL step<>(SB), RODATA|NOPTR, $8

// func tryFours(f *four, sums *uint64, n int)
TEXT ·tryFours(SB), NOSPLIT, $0-24
	MOVQ         f+0(FP), AX
	MOVQ         sums+8(FP), BX
	MOVQ         n+16(FP), CX
	VMOVUPD      0(AX), Y0        // shift
	VMOVUPD      32(AX), Y1       // slope
	VMOVUPD      64(AX), Y2       // h of both sides
	VMOVDQU      96(AX), Y3       // start
	VMOVDQU      128(AX), Y4      // key
	VMOVDQU      160(AX), Y5      // place
	VPBROADCASTQ low<>(SB), Y6
	VPBROADCASTQ read<>(SB), Y7
	VPBROADCASTQ sign<>(SB), Y8
	VPBROADCASTQ place<>(SB), Y9
	VPBROADCASTQ step<>(SB), Y10

loop:
	VPADDQ    (BX), Y3, Y11       // w
	VPAND     Y6, Y11, Y12
	VPOR      Y7, Y12, Y12
	VSUBPD    Y0, Y12, Y12        // h of the left side
	VPSRLQ    $32, Y11, Y11
	VPXOR     Y8, Y11, Y11
	VSUBPD    Y8, Y11, Y11        // g of the left side; as a number, sign is what reading adds
	VMULPD    Y1, Y12, Y13
	VSUBPD    Y13, Y11, Y11       // d
	VMULPD    Y11, Y11, Y11
	VSUBPD    Y12, Y2, Y13        // h of the right side
	VMULPD    Y13, Y12, Y13
	VDIVPD    Y13, Y11, Y11       // the gain
	VPANDN    Y11, Y9, Y11
	VPOR      Y5, Y11, Y11        // with its place
	VPCMPGTQ  Y4, Y11, Y12
	VBLENDVPD Y12, Y11, Y4, Y4
	VPSUBQ    Y10, Y5, Y5
	ADDQ      $32, BX
	SUBQ      $4, CX
	JNZ       loop
	VMOVDQU   Y4, 128(AX)
	VZEROUPPER
	RET

// func addFours(l *line, sums *uint64, gain *float64, n int)
TEXT ·addFours(SB), NOSPLIT, $0-32
	MOVQ         l+0(FP), AX
	MOVQ         sums+8(FP), BX
	MOVQ         gain+16(FP), DX
	MOVQ         n+24(FP), CX
	VBROADCASTSD 0(AX), Y0        // l2
	VBROADCASTSD 8(AX), Y1        // h of both sides
	VBROADCASTSD 16(AX), Y2       // g of both sides
	VBROADCASTSD 24(AX), Y3       // parent
	VPBROADCASTQ low<>(SB), Y6
	VPBROADCASTQ read<>(SB), Y7
	VPBROADCASTQ sign<>(SB), Y8

each:
	VMOVDQU (BX), Y11             // w
	VPAND   Y6, Y11, Y12
	VPOR    Y7, Y12, Y12
	VSUBPD  Y7, Y12, Y12          // as a number, read is what reading adds
	VADDPD  Y0, Y12, Y12          // h of the left side
	VPSRLQ  $32, Y11, Y11
	VPXOR   Y8, Y11, Y11
	VSUBPD  Y8, Y11, Y11          // g of the left side
	VSUBPD  Y12, Y1, Y13          // h of the right side
	VSUBPD  Y11, Y2, Y14          // g of the right side
	VMULPD  Y11, Y11, Y11
	VMULPD  Y13, Y11, Y11
	VMULPD  Y14, Y14, Y14
	VMULPD  Y12, Y14, Y14
	VADDPD  Y14, Y11, Y11
	VMULPD  Y13, Y12, Y12
	VDIVPD  Y12, Y11, Y11
	VSUBPD  Y3, Y11, Y11
	VADDPD  (DX), Y11, Y11
	VMOVUPD Y11, (DX)
	ADDQ    $32, BX
	ADDQ    $32, DX
	SUBQ    $4, CX
	JNZ     each
	VZEROUPPER
	RET
