package mlp

// The tile is what of a product is worked out at once: its sums stay in registers.
const (
	tileRows = 4
	tileCols = 16
)

// The blocks of a product. Of the right matrix a panel of tileCols columns, 16 KB, stays in
// the first cache, and the whole block, 256 KB, in the second.
const (
	blockRows  = 64
	blockCols  = 256
	blockDepth = 256
)

// grid is a matrix that lies in data at any strides.
type grid struct {
	data        []float32
	rows, cols  int
	down, right int // from one row to the next, and from one column
}

// matrix is a grid of rows one after the other.
func matrix(rows, cols int, data []float32) grid {
	return grid{data: data[:rows*cols], rows: rows, cols: cols, down: cols, right: 1}
}

// flip is g transposed; nothing is moved.
func (g grid) flip() grid {
	return grid{data: g.data, rows: g.cols, cols: g.rows, down: g.right, right: g.down}
}

func (g grid) part(row, rows, col, cols int) grid {
	g.data = g.data[row*g.down+col*g.right:]
	g.rows, g.cols = rows, cols
	return g
}

// mill multiplies matrices. It is where blocks of them are laid ready; one goroutine uses it
// at a time.
type mill struct {
	left  [blockRows * blockDepth]float32
	right [blockCols * blockDepth]float32
	edge  [tileRows * tileCols]float32 // a tile of which only a part belongs to the product
}

// mul computes c = alpha*a*b, where c's columns lie side by side. Each number of c is added
// up by the order of a's columns, whatever the tile it falls in, and then multiplied by
// alpha: the result is the same to the bit on every processor.
func (w *mill) mul(alpha float32, a, b, c grid) {
	for j := 0; j < c.cols; j += blockCols {
		n := min(blockCols, c.cols-j)
		for p := 0; p < a.cols; p += blockDepth {
			k := min(blockDepth, a.cols-p)
			w.layRight(b.part(p, k, j, n))
			t := tiles{depth: k, alpha: 1, more: p > 0}
			if p+k == a.cols {
				t.alpha = alpha
			}
			for i := 0; i < c.rows; i += blockRows {
				m := min(blockRows, c.rows-i)
				w.block(t, a.part(i, m, p, k), c.part(i, m, j, n))
			}
		}
	}
}

// layRight lays b ready in panels of tileCols columns, row by row. The last panel is filled
// up with zeros.
func (w *mill) layRight(b grid) {
	for j := 0; j < b.cols; j += tileCols {
		panel := w.right[j*b.rows : (j+tileCols)*b.rows]
		n := min(tileCols, b.cols-j)
		if n == tileCols && b.right == 1 {
			for k := range b.rows {
				moveRow((*[tileCols]float32)(panel[k*tileCols:]), (*[tileCols]float32)(b.data[k*b.down+j:]))
			}
			continue
		}
		done := 0
		if n == tileCols && b.down == 1 {
			done = flipEights(panel, b.data[j*b.right:], b.right, b.rows)
		} else {
			clear(panel)
		}
		for i := range n {
			column := b.data[(j+i)*b.right:]
			for k := done; k < b.rows; k++ {
				panel[k*tileCols+i] = column[k*b.down]
			}
		}
	}
}

// moveRow copies in four moves; as one it would be a call.
func moveRow(to, from *[tileCols]float32) {
	*(*[4]float32)(to[0:4]) = *(*[4]float32)(from[0:4])
	*(*[4]float32)(to[4:8]) = *(*[4]float32)(from[4:8])
	*(*[4]float32)(to[8:12]) = *(*[4]float32)(from[8:12])
	*(*[4]float32)(to[12:16]) = *(*[4]float32)(from[12:16])
}

// layLeft lays a ready in tiles of tileRows rows, column by column, from the given one of
// w.left. The last tile is filled up with zeros.
func (w *mill) layLeft(a grid, from int) {
	for i := 0; i < a.rows; i += tileRows {
		tile := w.left[from+i*a.cols : from+(i+tileRows)*a.cols]
		n := min(tileRows, a.rows-i)
		if n == tileRows && a.down == 1 {
			for k := range a.cols {
				*(*[tileRows]float32)(tile[k*tileRows:]) = *(*[tileRows]float32)(a.data[k*a.right+i:])
			}
			continue
		}
		clear(tile)
		for r := range n {
			row := a.data[(i+r)*a.down:]
			for k := range a.cols {
				tile[k*tileRows+r] = row[k*a.right]
			}
		}
	}
}

// block adds a block of a times the columns laid ready to c.
func (w *mill) block(t tiles, a, c grid) {
	whole := a.rows / tileRows
	rest := a.rows % tileRows
	t.a, t.down, t.right, t.step = a.data, a.down, a.right, tileRows*a.down
	if a.right != 1 {
		w.layLeft(a.part(0, whole*tileRows, 0, a.cols), 0)
		t.a, t.down, t.right, t.step = w.left[:], 1, tileRows, tileRows*a.cols
	}
	last := t
	if rest > 0 {
		from := whole * tileRows * a.cols
		w.layLeft(a.part(whole*tileRows, rest, 0, a.cols), from)
		last.a, last.down, last.right = w.left[from:], 1, tileRows
	}
	for j := 0; j < c.cols; j += tileCols {
		n := min(tileCols, c.cols-j)
		t.b = w.right[j*a.cols : (j+tileCols)*a.cols]
		if n == tileCols && whole > 0 {
			t.c, t.stride, t.count = c.data[j:], c.down, whole
			t.run()
		} else {
			one := t
			for i := range whole {
				one.a = t.a[i*t.step:]
				w.partly(one, c.part(i*tileRows, tileRows, j, n))
			}
		}
		if rest > 0 {
			last.b = t.b
			w.partly(last, c.part(whole*tileRows, rest, j, n))
		}
	}
}

// partly works out a tile of which only c belongs to the product.
func (w *mill) partly(t tiles, c grid) {
	for r := range c.rows {
		copy(w.edge[r*tileCols:], c.data[r*c.down:][:c.cols])
	}
	t.c, t.stride, t.count = w.edge[:], tileCols, 1
	t.run()
	for r := range c.rows {
		copy(c.data[r*c.down:][:c.cols], w.edge[r*tileCols:])
	}
}

// tiles are some tiles of a product, one below the other.
type tiles struct {
	a, b, c     []float32
	down, right int // in a, from one row to the next, and from one column
	step        int // in a, from one tile to the next
	stride      int // in c, from one row to the next
	depth       int // columns of a and rows of b, at least 1
	count       int // of tiles, at least 1
	alpha       float32
	more        bool // c holds sums that are to be added to
}

// plain works out the tiles, two by four numbers at a time.
func (t *tiles) plain() {
	for n := range t.count {
		a, c := t.a[n*t.step:], t.c[n*tileRows*t.stride:]
		for i := 0; i < tileRows; i += 2 {
			for j := 0; j < tileCols; j += 4 {
				t.eight(a[i*t.down:], t.b[j:], (*[4]float32)(c[i*t.stride+j:]), (*[4]float32)(c[(i+1)*t.stride+j:]))
			}
		}
	}
}

func (t *tiles) eight(a, b []float32, upper, lower *[4]float32) {
	var u0, u1, u2, u3, l0, l1, l2, l3 float32
	if t.more {
		u0, u1, u2, u3 = upper[0], upper[1], upper[2], upper[3]
		l0, l1, l2, l3 = lower[0], lower[1], lower[2], lower[3]
	}
	at, down, right := 0, t.down, t.right
	for k := range t.depth {
		v := (*[4]float32)(b[k*tileCols:])
		x, y := a[at], a[at+down]
		at += right
		u0 += float32(x * v[0])
		u1 += float32(x * v[1])
		u2 += float32(x * v[2])
		u3 += float32(x * v[3])
		l0 += float32(y * v[0])
		l1 += float32(y * v[1])
		l2 += float32(y * v[2])
		l3 += float32(y * v[3])
	}
	*upper = [4]float32{u0 * t.alpha, u1 * t.alpha, u2 * t.alpha, u3 * t.alpha}
	*lower = [4]float32{l0 * t.alpha, l1 * t.alpha, l2 * t.alpha, l3 * t.alpha}
}
