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

// func addVectors(a, b *float32, n int)
TEXT ·addVectors(SB), NOSPLIT, $0-24
	MOVQ a+0(FP), DI
	MOVQ b+8(FP), SI
	MOVQ n+16(FP), CX

loop:
	VMOVUPS (DI), Y0
	VADDPS  (SI), Y0, Y0
	VMOVUPS Y0, (DI)
	ADDQ    $32, DI
	ADDQ    $32, SI
	SUBQ    $8, CX
	JNZ     loop
	VZEROUPPER
	RET

// func timesVectors(out, a, b *float32, n int)
TEXT ·timesVectors(SB), NOSPLIT, $0-32
	MOVQ out+0(FP), DI
	MOVQ a+8(FP), SI
	MOVQ b+16(FP), BX
	MOVQ n+24(FP), CX

loop:
	VMOVUPS (SI), Y0
	VMULPS  (BX), Y0, Y0
	VMOVUPS Y0, (DI)
	ADDQ    $32, DI
	ADDQ    $32, SI
	ADDQ    $32, BX
	SUBQ    $8, CX
	JNZ     loop
	VZEROUPPER
	RET

// func dotVectors(s *[8]float32, a, b *float32, n int)
TEXT ·dotVectors(SB), NOSPLIT, $0-32
	MOVQ    s+0(FP), DI
	MOVQ    a+8(FP), SI
	MOVQ    b+16(FP), BX
	MOVQ    n+24(FP), CX
	VMOVUPS (DI), Y1

loop:
	VMOVUPS (SI), Y0
	VMULPS  (BX), Y0, Y0
	VADDPS  Y0, Y1, Y1
	ADDQ    $32, SI
	ADDQ    $32, BX
	SUBQ    $8, CX
	JNZ     loop
	VMOVUPS Y1, (DI)
	VZEROUPPER
	RET

// func shiftEights(s *shift, n int)
TEXT ·shiftEights(SB), NOSPLIT, $0-16
	MOVQ         s+0(FP), DX
	MOVQ         n+8(FP), CX
	MOVQ         shift_theta(DX), AX
	MOVQ         shift_m(DX), BX
	MOVQ         shift_v(DX), SI
	MOVQ         shift_grad(DX), DI
	VBROADCASTSS shift_size(DX), Y8
	VBROADCASTSS shift_unbias(DX), Y9
	VBROADCASTSS shift_keep(DX), Y10
	VBROADCASTSS shift_beta1(DX), Y11
	VBROADCASTSS shift_rest1(DX), Y12
	VBROADCASTSS shift_beta2(DX), Y13
	VBROADCASTSS shift_rest2(DX), Y14
	VBROADCASTSS shift_tiny(DX), Y15

loop:
	VMOVUPS (DI), Y0
	VMULPS  Y0, Y12, Y1
	VMULPS  (BX), Y11, Y2
	VADDPS  Y1, Y2, Y2
	VMOVUPS Y2, (BX)       // m
	VMULPS  Y0, Y14, Y1
	VMULPS  Y0, Y1, Y1
	VMULPS  (SI), Y13, Y3
	VADDPS  Y1, Y3, Y3
	VMOVUPS Y3, (SI)       // v
	VMULPS  Y9, Y3, Y3
	VSQRTPS Y3, Y3
	VADDPS  Y15, Y3, Y3    // root
	VMULPS  Y8, Y2, Y2
	VDIVPS  Y3, Y2, Y2
	VMULPS  (AX), Y10, Y1
	VSUBPS  Y2, Y1, Y1
	VMOVUPS Y1, (AX)
	ADDQ    $32, AX
	ADDQ    $32, BX
	ADDQ    $32, SI
	ADDQ    $32, DI
	SUBQ    $8, CX
	JNZ     loop
	VZEROUPPER
	RET

// func drawEights(d *lottery, z, slope *float32, n int)
TEXT ·drawEights(SB), NOSPLIT, $0-32
	MOVQ         d+0(FP), DX
	MOVQ         z+8(FP), DI
	MOVQ         slope+16(FP), SI
	MOVQ         n+24(FP), CX
	VPBROADCASTD lottery_limit(DX), Y8
	VBROADCASTSS lottery_factor(DX), Y9
	LEAQ         lottery_bits(DX), BX

loop:
	VPMOVZXWD (BX), Y0
	VPCMPGTD  Y0, Y8, Y0       // all ones where the unit is dropped
	VPANDN    Y9, Y0, Y0
	VMULPS    (DI), Y0, Y1
	VMULPS    (SI), Y0, Y2
	VMOVUPS   Y1, (DI)
	VMOVUPS   Y2, (SI)
	ADDQ      $16, BX
	ADDQ      $32, DI
	ADDQ      $32, SI
	SUBQ      $8, CX
	JNZ       loop
	VZEROUPPER
	RET

// Four rows of eight columns: the rows from AT, of columns from R, go to the panel from OUT.
#define FLIP(R, R3, AT, OUT) \
	VMOVUPS     AT(R), X0                   \
	VMOVUPS     AT(R)(R10*1), X1            \
	VMOVUPS     AT(R)(R10*2), X2            \
	VMOVUPS     AT(R)(R11*1), X3            \
	VINSERTF128 $1, AT(R3), Y0, Y0          \
	VINSERTF128 $1, AT(R3)(R10*1), Y1, Y1   \
	VINSERTF128 $1, AT(R3)(R10*2), Y2, Y2   \
	VINSERTF128 $1, AT(R3)(R11*1), Y3, Y3   \
	VUNPCKLPS   Y1, Y0, Y4                  \
	VUNPCKHPS   Y1, Y0, Y5                  \
	VUNPCKLPS   Y3, Y2, Y6                  \
	VUNPCKHPS   Y3, Y2, Y7                  \
	VSHUFPS     $0x44, Y6, Y4, Y0           \
	VSHUFPS     $0xee, Y6, Y4, Y1           \
	VSHUFPS     $0x44, Y7, Y5, Y2           \
	VSHUFPS     $0xee, Y7, Y5, Y3           \
	VMOVUPS     Y0, OUT(DI)                 \
	VMOVUPS     Y1, OUT+64(DI)              \
	VMOVUPS     Y2, OUT+128(DI)             \
	VMOVUPS     Y3, OUT+192(DI)

// func flipVectors(panel, columns *float32, step, n int)
TEXT ·flipVectors(SB), NOSPLIT, $0-32
	MOVQ panel+0(FP), DI
	MOVQ columns+8(FP), AX
	MOVQ step+16(FP), R10
	MOVQ n+24(FP), CX
	SHLQ $2, R10
	LEAQ (R10)(R10*2), R11
	LEAQ (AX)(R10*4), BX     // the columns from 4, 8 and 12
	LEAQ (BX)(R10*4), SI
	LEAQ (SI)(R10*4), DX

loop:
	FLIP(AX, BX, 0, 0)
	FLIP(SI, DX, 0, 32)
	FLIP(AX, BX, 16, 256)
	FLIP(SI, DX, 16, 288)
	ADDQ $32, AX
	ADDQ $32, BX
	ADDQ $32, SI
	ADDQ $32, DX
	ADDQ $512, DI
	SUBQ $8, CX
	JNZ  loop
	VZEROUPPER
	RET
