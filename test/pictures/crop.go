package main

import (
	"image"
	"image/color"
	"image/draw"
)

// margin is left around what is cut out, in pixels.
const margin = 16

// crop cuts an image to what differs from its background, the colour at its lower right corner, right of a bar that is left out.
func crop(m image.Image, bar int) image.Image {
	b := m.Bounds()
	background := m.At(b.Max.X-1, b.Max.Y-1)
	box := image.Rectangle{}
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X + bar; x < b.Max.X; x++ {
			if !same(m.At(x, y), background) {
				box = box.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	box = box.Inset(-margin).Intersect(image.Rect(b.Min.X+bar, b.Min.Y, b.Max.X, b.Max.Y))
	cut := image.NewRGBA(image.Rect(0, 0, box.Dx(), box.Dy()))
	draw.Draw(cut, cut.Bounds(), m, box.Min, draw.Src)
	return cut
}

func same(a, b color.Color) bool {
	r1, g1, b1, _ := a.RGBA()
	r2, g2, b2, _ := b.RGBA()
	return r1 == r2 && g1 == g2 && b1 == b2
}
