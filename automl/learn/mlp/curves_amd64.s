//go:build !purego

#include "go_asm.h"
#include "textflag.h"

// X becomes exp32(X); the numbers are at DX. A minimum or maximum with what is no number is
// its second operand, so that stays what it is.
#define EXP(X, T, P, Q) \
	VMOVUPS curves_most(DX), T      \
	VMINPS  X, T, X                 \
	VMOVUPS curves_least(DX), T     \
	VMAXPS  X, T, X                 \
	VMULPS  curves_log2e(DX), X, T  \
	VADDPS  curves_magic(DX), T, T  \
	VSUBPS  curves_magic(DX), T, P  \
	VMULPS  curves_ln2(DX), P, Q    \
	VSUBPS  Q, X, X                 \
	VMULPS  curves_ln2Low(DX), P, P \
	VSUBPS  P, X, X                 \
	VMULPS  curves_c6(DX), X, P     \
	VADDPS  curves_c5(DX), P, P     \
	VMULPS  X, P, P                 \
	VADDPS  curves_c4(DX), P, P     \
	VMULPS  X, P, P                 \
	VADDPS  curves_c3(DX), P, P     \
	VMULPS  X, P, P                 \
	VADDPS  curves_c2(DX), P, P     \
	VMULPS  X, P, P                 \
	VADDPS  curves_one(DX), P, P    \
	VMULPS  X, P, P                 \
	VADDPS  curves_one(DX), P, P    \
	VPADDD  curves_bias(DX), T, T   \
	VPSLLD  $23, T, T               \
	VMULPS  T, P, X

// func seluEights(c *curves, z, slope *float32, n int)
TEXT ·seluEights(SB), NOSPLIT, $0-32
	MOVQ    c+0(FP), DX
	MOVQ    z+8(FP), DI
	MOVQ    slope+16(FP), SI
	MOVQ    n+24(FP), CX
	VMOVUPS curves_scale(DX), Y8
	VMOVUPS curves_alpha(DX), Y9

loop:
	VMOVUPS   (DI), Y0
	VPSRAD    $31, Y0, Y1      // all ones where x is negative
	VPAND     Y0, Y1, Y2
	VPANDN    Y0, Y1, Y3
	EXP(Y2, Y4, Y5, Y6)
	VMULPS    Y2, Y9, Y2       // e
	VBLENDVPS Y0, Y2, Y8, Y4
	VMOVUPS   Y4, (SI)
	VMULPS    Y3, Y8, Y3
	VSUBPS    Y9, Y2, Y2
	VADDPS    Y2, Y3, Y3
	VMOVUPS   Y3, (DI)
	ADDQ      $32, DI
	ADDQ      $32, SI
	SUBQ      $8, CX
	JNZ       loop
	VZEROUPPER
	RET

// func mishEights(c *curves, z, slope *float32, n int)
TEXT ·mishEights(SB), NOSPLIT, $0-32
	MOVQ    c+0(FP), DX
	MOVQ    z+8(FP), DI
	MOVQ    slope+16(FP), SI
	MOVQ    n+24(FP), CX
	VMOVUPS curves_one(DX), Y8
	VMOVUPS curves_two(DX), Y9
	VMOVUPS curves_four(DX), Y10
	VMOVUPS curves_mishMost(DX), Y11

loop:
	VMOVUPS (DI), Y0
	VMINPS  Y0, Y11, Y1
	EXP(Y1, Y4, Y5, Y6)
	VADDPS  Y9, Y1, Y2
	VMULPS  Y1, Y2, Y2         // n
	VADDPS  Y9, Y2, Y3
	VDIVPS  Y3, Y8, Y3         // q
	VMULPS  Y3, Y2, Y2         // t
	VADDPS  Y8, Y1, Y4
	VMULPS  Y1, Y4, Y4
	VMULPS  Y3, Y4, Y4
	VMULPS  Y3, Y4, Y4
	VMULPS  Y0, Y10, Y5
	VMULPS  Y5, Y4, Y4
	VADDPS  Y4, Y2, Y4
	VMOVUPS Y4, (SI)
	VMULPS  Y2, Y0, Y0
	VMOVUPS Y0, (DI)
	ADDQ    $32, DI
	ADDQ    $32, SI
	SUBQ    $8, CX
	JNZ     loop
	VZEROUPPER
	RET

// func siluEights(c *curves, z, slope *float32, n int)
TEXT ·siluEights(SB), NOSPLIT, $0-32
	MOVQ    c+0(FP), DX
	MOVQ    z+8(FP), DI
	MOVQ    slope+16(FP), SI
	MOVQ    n+24(FP), CX
	VMOVUPS curves_one(DX), Y8
	VPCMPEQD Y9, Y9, Y9
	VPSLLD  $31, Y9, Y9        // the sign bit

loop:
	VMOVUPS (DI), Y0
	VXORPS  Y0, Y9, Y1
	EXP(Y1, Y4, Y5, Y6)
	VADDPS  Y8, Y1, Y1
	VDIVPS  Y1, Y8, Y1         // s
	VMULPS  Y1, Y0, Y2
	VSUBPS  Y1, Y8, Y3
	VMULPS  Y2, Y3, Y3
	VADDPS  Y3, Y1, Y3
	VMOVUPS Y3, (SI)
	VMOVUPS Y2, (DI)
	ADDQ    $32, DI
	ADDQ    $32, SI
	SUBQ    $8, CX
	JNZ     loop
	VZEROUPPER
	RET
