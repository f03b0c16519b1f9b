package shell

import "fyne.io/fyne/v2"

// edges lays five objects out as middle, top, bottom, left and right without gaps. The right
// one gives way where the middle would be too narrow. The middle comes first, so that the
// others are painted over it. Why: painting without a graphics card cuts nothing at the border
// of a scroll that lies within another.
type edges struct{ shell *Shell }

func (*edges) MinSize(o []fyne.CanvasObject) fyne.Size {
	size := o[0].MinSize()
	if o[3].Visible() {
		m := o[3].MinSize()
		size = fyne.NewSize(size.Width+m.Width, max(size.Height, m.Height))
	}
	top, bottom := o[1].MinSize(), o[2].MinSize()
	return fyne.NewSize(max(size.Width, top.Width, bottom.Width), size.Height+top.Height+bottom.Height)
}

func (e *edges) Layout(o []fyne.CanvasObject, size fyne.Size) {
	top, bottom := o[1].MinSize().Height, o[2].MinSize().Height
	o[1].Resize(fyne.NewSize(size.Width, top))
	o[2].Move(fyne.NewPos(0, size.Height-bottom))
	o[2].Resize(fyne.NewSize(size.Width, bottom))
	height := size.Height - top - bottom
	var left, right float32
	if o[3].Visible() {
		left = o[3].MinSize().Width
		o[3].Move(fyne.NewPos(0, top))
		o[3].Resize(fyne.NewSize(left, height))
	}
	if o[4].Visible() {
		right = o[4].MinSize().Width
		if size.Width-left-right < pageWidth*max(e.shell.look.Zoom, 1) {
			right = 0
		}
		o[4].Move(fyne.NewPos(size.Width-right, top))
		o[4].Resize(fyne.NewSize(max(right, 1), height))
	}
	o[0].Move(fyne.NewPos(left, top))
	o[0].Resize(fyne.NewSize(size.Width-left-right, height))
}

// columnLayout gives its one object a width that follows the zoom.
type columnLayout struct {
	width float32
	shell *Shell
}

func (c *columnLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(c.width*max(c.shell.look.Zoom, 1), 100)
}

func (c *columnLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Resize(size)
	}
}

// leastLayout gives its one object a least height that follows the zoom.
type leastLayout struct {
	height float32
	shell  *Shell
}

func (l *leastLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	m := o[0].MinSize()
	return fyne.NewSize(m.Width, max(m.Height, l.height*l.shell.look.Zoom))
}

func (l *leastLayout) Layout(o []fyne.CanvasObject, size fyne.Size) { o[0].Resize(size) }
