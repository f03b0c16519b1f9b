//go:build !purego

#include "textflag.h"

DATA byteMask<>+0(SB)/4, $255
GLOBL byteMask<>(SB), RODATA|NOPTR, $4
DATA bitMask<>+0(SB)/4, $31
GLOBL bitMask<>(SB), RODATA|NOPTR, $4
DATA one<>+0(SB)/4, $1
GLOBL one<>(SB), RODATA|NOPTR, $4

// func partSixteens(rows, spare *int32, codes *uint8, sides *[8]uint32, n int) int
TEXT ·partSixteens(SB), NOSPLIT, $0-48
	MOVQ            rows+0(FP), SI
	MOVQ            spare+8(FP), DX
	MOVQ            codes+16(FP), BX
	MOVQ            sides+24(FP), R9
	MOVQ            n+32(FP), CX
	MOVQ            SI, DI             // where rows that go left are put
	XORQ            R8, R8             // how many do
	VMOVDQU         (R9), Y10
	VINSERTI64X4    $1, Y10, Z10, Z10  // the bits of all codes, twice
	VPBROADCASTD    byteMask<>(SB), Z11
	VPBROADCASTD    bitMask<>(SB), Z12
	VPBROADCASTD    one<>(SB), Z13

loop:
	VMOVDQU32  (SI), Z0
	KXNORW     K1, K1, K1
	VPXORD     Z1, Z1, Z1
	VPGATHERDD (BX)(Z0*1), K1, Z1
	VPANDD     Z11, Z1, Z1        // the rows' codes
	VPSRLD     $5, Z1, Z2
	VPERMD     Z10, Z2, Z2
	VPANDD     Z12, Z1, Z1
	VPSRLVD    Z1, Z2, Z2
	VPTESTMD   Z13, Z2, K2        // those that go left
	KNOTW      K2, K3
	VPCOMPRESSD Z0, K2, Z3
	VPCOMPRESSD Z0, K3, Z4
	VMOVDQU32  Z3, (DI)
	VMOVDQU32  Z4, (DX)
	KMOVW      K2, AX
	POPCNTL    AX, AX
	ADDQ       AX, R8
	LEAQ       (DI)(AX*4), DI
	MOVQ       $16, R10
	SUBQ       AX, R10
	LEAQ       (DX)(R10*4), DX
	ADDQ       $64, SI
	SUBQ       $16, CX
	JNZ        loop
	VZEROUPPER
	MOVQ       R8, ret+40(FP)
	RET

// func partEights(rows, spare *int32, codes *uint8, sides *[8]uint32, order *[256]uint64, n int) int
TEXT ·partEights(SB), NOSPLIT, $0-56
	MOVQ         rows+0(FP), SI
	MOVQ         spare+8(FP), DX
	MOVQ         codes+16(FP), BX
	MOVQ         sides+24(FP), R9
	MOVQ         order+32(FP), R12
	MOVQ         n+40(FP), CX
	MOVQ         SI, DI             // where rows that go left are put
	XORQ         R8, R8             // how many do
	VMOVDQU      (R9), Y10          // the bits of all codes
	VPBROADCASTD byteMask<>(SB), Y11
	VPBROADCASTD bitMask<>(SB), Y12

loop:
	VMOVDQU    (SI), Y0
	VPCMPEQD   Y5, Y5, Y5
	VPXOR      Y1, Y1, Y1
	VPGATHERDD Y5, (BX)(Y0*1), Y1
	VPAND      Y11, Y1, Y1        // the rows' codes
	VPSRLD     $5, Y1, Y2
	VPERMD     Y10, Y2, Y2
	VPANDN     Y12, Y1, Y3        // 31 less the bit's place in its word
	VPSLLVD    Y3, Y2, Y2
	VMOVMSKPS  Y2, AX             // those that go left
	POPCNTL    AX, R10
	VPMOVZXBD  (R12)(AX*8), Y3
	VPERMD     Y0, Y3, Y3
	VMOVDQU    Y3, (DI)
	XORL       $255, AX
	VPMOVZXBD  (R12)(AX*8), Y4
	VPERMD     Y0, Y4, Y4
	VMOVDQU    Y4, (DX)
	ADDQ       R10, R8
	LEAQ       (DI)(R10*4), DI
	MOVQ       $8, R11
	SUBQ       R10, R11
	LEAQ       (DX)(R11*4), DX
	ADDQ       $32, SI
	SUBQ       $8, CX
	JNZ        loop
	VZEROUPPER
	MOVQ       R8, ret+48(FP)
	RET
