package qrcode

import (
	"image"
	"image/color"
	"strings"
	"testing"
)

// TestMarksStandInTheirCorners looks for the three large squares that every code has, and for
// the light margin around it.
func TestMarksStandInTheirCorners(t *testing.T) {
	img, ok := draw("http://192.168.0.7:8080/docs").(*image.Gray)
	if !ok {
		t.Fatal("there is no picture")
	}
	n := img.Rect.Dx()/pixels - 2*quiet
	dark := func(x, y int) bool { return img.GrayAt((quiet+x)*pixels+1, (quiet+y)*pixels+1).Y == 0 }
	mark := []string{"#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######"}
	for _, corner := range []image.Point{{0, 0}, {n - 7, 0}, {0, n - 7}} {
		for y, line := range mark {
			for x, c := range line {
				if dark(corner.X+x, corner.Y+y) != (c == '#') {
					t.Fatalf("the mark at %v is wrong at %d, %d", corner, x, y)
				}
			}
		}
	}
	for i := range img.Rect.Dx() {
		if img.GrayAt(i, quiet*pixels-1).Y != 255 || img.GrayAt(quiet*pixels-1, i).Y != 255 {
			t.Fatal("the margin is not light")
		}
	}
	if other := draw("http://192.168.0.8:8080/docs").(*image.Gray); string(other.Pix) == string(img.Pix) {
		t.Error("two texts look alike")
	}
}

func TestTooLong(t *testing.T) {
	if c := draw(strings.Repeat("x", 5000)).At(0, 0); c != color.Transparent {
		t.Errorf("%v", c)
	}
}
