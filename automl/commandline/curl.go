package commandline

// Curl is the line that asks a server about a row, given as JSON. An empty key is left out.
func Curl(address, key, row string) string {
	line := "curl -H " + Quote("Content-Type: application/json")
	if key != "" {
		line += " -H " + Quote("X-API-Key: "+key)
	}
	return line + " -d " + Quote(row) + " " + Quote(address+"/predict")
}
