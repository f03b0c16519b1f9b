//go:build !purego

#include "textflag.h"

// The constants of powers in all four lanes; cK is the one before the Kth power.
DATA most<>+0(SB)/8, $0x4085e00000000000
DATA most<>+8(SB)/8, $0x4085e00000000000
DATA most<>+16(SB)/8, $0x4085e00000000000
DATA most<>+24(SB)/8, $0x4085e00000000000
GLOBL most<>(SB), RODATA|NOPTR, $32
DATA least<>+0(SB)/8, $0xc085e00000000000
DATA least<>+8(SB)/8, $0xc085e00000000000
DATA least<>+16(SB)/8, $0xc085e00000000000
DATA least<>+24(SB)/8, $0xc085e00000000000
GLOBL least<>(SB), RODATA|NOPTR, $32
DATA perLn2<>+0(SB)/8, $0x3ff71547652b82fe
DATA perLn2<>+8(SB)/8, $0x3ff71547652b82fe
DATA perLn2<>+16(SB)/8, $0x3ff71547652b82fe
DATA perLn2<>+24(SB)/8, $0x3ff71547652b82fe
GLOBL perLn2<>(SB), RODATA|NOPTR, $32
DATA whole<>+0(SB)/8, $0x4338000000000000
DATA whole<>+8(SB)/8, $0x4338000000000000
DATA whole<>+16(SB)/8, $0x4338000000000000
DATA whole<>+24(SB)/8, $0x4338000000000000
GLOBL whole<>(SB), RODATA|NOPTR, $32
DATA ln2<>+0(SB)/8, $0x3fe62e42fee00000
DATA ln2<>+8(SB)/8, $0x3fe62e42fee00000
DATA ln2<>+16(SB)/8, $0x3fe62e42fee00000
DATA ln2<>+24(SB)/8, $0x3fe62e42fee00000
GLOBL ln2<>(SB), RODATA|NOPTR, $32
DATA ln2Rest<>+0(SB)/8, $0x3dea39ef35793c76
DATA ln2Rest<>+8(SB)/8, $0x3dea39ef35793c76
DATA ln2Rest<>+16(SB)/8, $0x3dea39ef35793c76
DATA ln2Rest<>+24(SB)/8, $0x3dea39ef35793c76
GLOBL ln2Rest<>(SB), RODATA|NOPTR, $32
DATA c13<>+0(SB)/8, $0x3de6124613a86d09
DATA c13<>+8(SB)/8, $0x3de6124613a86d09
DATA c13<>+16(SB)/8, $0x3de6124613a86d09
DATA c13<>+24(SB)/8, $0x3de6124613a86d09
GLOBL c13<>(SB), RODATA|NOPTR, $32
DATA c12<>+0(SB)/8, $0x3e21eed8eff8d898
DATA c12<>+8(SB)/8, $0x3e21eed8eff8d898
DATA c12<>+16(SB)/8, $0x3e21eed8eff8d898
DATA c12<>+24(SB)/8, $0x3e21eed8eff8d898
GLOBL c12<>(SB), RODATA|NOPTR, $32
DATA c11<>+0(SB)/8, $0x3e5ae64567f544e4
DATA c11<>+8(SB)/8, $0x3e5ae64567f544e4
DATA c11<>+16(SB)/8, $0x3e5ae64567f544e4
DATA c11<>+24(SB)/8, $0x3e5ae64567f544e4
GLOBL c11<>(SB), RODATA|NOPTR, $32
DATA c10<>+0(SB)/8, $0x3e927e4fb7789f5c
DATA c10<>+8(SB)/8, $0x3e927e4fb7789f5c
DATA c10<>+16(SB)/8, $0x3e927e4fb7789f5c
DATA c10<>+24(SB)/8, $0x3e927e4fb7789f5c
GLOBL c10<>(SB), RODATA|NOPTR, $32
DATA c9<>+0(SB)/8, $0x3ec71de3a556c734
DATA c9<>+8(SB)/8, $0x3ec71de3a556c734
DATA c9<>+16(SB)/8, $0x3ec71de3a556c734
DATA c9<>+24(SB)/8, $0x3ec71de3a556c734
GLOBL c9<>(SB), RODATA|NOPTR, $32
DATA c8<>+0(SB)/8, $0x3efa01a01a01a01a
DATA c8<>+8(SB)/8, $0x3efa01a01a01a01a
DATA c8<>+16(SB)/8, $0x3efa01a01a01a01a
DATA c8<>+24(SB)/8, $0x3efa01a01a01a01a
GLOBL c8<>(SB), RODATA|NOPTR, $32
DATA c7<>+0(SB)/8, $0x3f2a01a01a01a01a
DATA c7<>+8(SB)/8, $0x3f2a01a01a01a01a
DATA c7<>+16(SB)/8, $0x3f2a01a01a01a01a
DATA c7<>+24(SB)/8, $0x3f2a01a01a01a01a
GLOBL c7<>(SB), RODATA|NOPTR, $32
DATA c6<>+0(SB)/8, $0x3f56c16c16c16c17
DATA c6<>+8(SB)/8, $0x3f56c16c16c16c17
DATA c6<>+16(SB)/8, $0x3f56c16c16c16c17
DATA c6<>+24(SB)/8, $0x3f56c16c16c16c17
GLOBL c6<>(SB), RODATA|NOPTR, $32
DATA c5<>+0(SB)/8, $0x3f81111111111111
DATA c5<>+8(SB)/8, $0x3f81111111111111
DATA c5<>+16(SB)/8, $0x3f81111111111111
DATA c5<>+24(SB)/8, $0x3f81111111111111
GLOBL c5<>(SB), RODATA|NOPTR, $32
DATA c4<>+0(SB)/8, $0x3fa5555555555555
DATA c4<>+8(SB)/8, $0x3fa5555555555555
DATA c4<>+16(SB)/8, $0x3fa5555555555555
DATA c4<>+24(SB)/8, $0x3fa5555555555555
GLOBL c4<>(SB), RODATA|NOPTR, $32
DATA c3<>+0(SB)/8, $0x3fc5555555555555
DATA c3<>+8(SB)/8, $0x3fc5555555555555
DATA c3<>+16(SB)/8, $0x3fc5555555555555
DATA c3<>+24(SB)/8, $0x3fc5555555555555
GLOBL c3<>(SB), RODATA|NOPTR, $32
DATA c2<>+0(SB)/8, $0x3fe0000000000000
DATA c2<>+8(SB)/8, $0x3fe0000000000000
DATA c2<>+16(SB)/8, $0x3fe0000000000000
DATA c2<>+24(SB)/8, $0x3fe0000000000000
GLOBL c2<>(SB), RODATA|NOPTR, $32
DATA exponent<>+0(SB)/8, $1023
DATA exponent<>+8(SB)/8, $1023
DATA exponent<>+16(SB)/8, $1023
DATA exponent<>+24(SB)/8, $1023
GLOBL exponent<>(SB), RODATA|NOPTR, $32

// FOURTERMS adds four terms of a polynomial in Y0, whose square is Y2, up in out.
#define FOURTERMS(a, b, c, d, out, other) \
	VMULPD d<>(SB), Y0, out      \
	VADDPD c<>(SB), out, out     \
	VMULPD Y2, out, out          \
	VMULPD b<>(SB), Y0, other    \
	VADDPD a<>(SB), other, other \
	VADDPD out, other, out

// func expFours(x *float64, less float64, n int)
TEXT ·expFours(SB), NOSPLIT, $0-24
	MOVQ         x+0(FP), AX
	VBROADCASTSD less+8(FP), Y9
	MOVQ         n+16(FP), CX
	VMOVUPD      most<>(SB), Y14
	VMOVUPD      least<>(SB), Y15
	VMOVUPD      whole<>(SB), Y13
	VMOVUPD      perLn2<>(SB), Y12
	VMOVUPD      ln2<>(SB), Y11
	VMOVUPD      ln2Rest<>(SB), Y10

each:
	VMOVUPD (AX), Y0
	VMINPD  Y0, Y14, Y0           // what is no number stays so
	VMAXPD  Y0, Y15, Y0
	VMULPD  Y12, Y0, Y1
	VADDPD  Y13, Y1, Y1           // k, and its bits
	VSUBPD  Y13, Y1, Y2
	VMULPD  Y11, Y2, Y3
	VSUBPD  Y3, Y0, Y0
	VMULPD  Y10, Y2, Y3
	VSUBPD  Y3, Y0, Y0            // r
	VMULPD  Y0, Y0, Y2            // its square
	VMULPD  Y2, Y2, Y8            // its fourth power
	FOURTERMS(c2, c3, c4, c5, Y3, Y4)
	FOURTERMS(c6, c7, c8, c9, Y5, Y6)
	FOURTERMS(c10, c11, c12, c13, Y7, Y4)
	VMULPD  Y8, Y7, Y7
	VADDPD  Y7, Y5, Y5
	VMULPD  Y8, Y5, Y5
	VADDPD  Y5, Y3, Y3
	VMULPD  Y2, Y3, Y3
	VADDPD  Y3, Y0, Y3            // p
	VPADDQ  exponent<>(SB), Y1, Y1
	VPSLLQ  $52, Y1, Y1           // the power
	VMULPD  Y3, Y1, Y3
	VSUBPD  Y9, Y1, Y1
	VADDPD  Y1, Y3, Y3
	VMOVUPD Y3, (AX)
	ADDQ    $32, AX
	SUBQ    $4, CX
	JNZ     each
	VZEROUPPER
	RET
