package export

// GoSourceBeside is GoSource of models of more than so many numbers that puts lists of more
// than so many into the file beside.
var GoSourceBeside = goSource
