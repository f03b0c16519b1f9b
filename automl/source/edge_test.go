package source

import (
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"winnow/automl"
	"winnow/automl/table"
)

// grid is a table as text: names, then rows; a missing cell is "·".
func grid(t *table.Table) string {
	var b strings.Builder
	b.WriteString(strings.Join(t.Names(), "|"))
	for r := range t.Rows() {
		b.WriteByte('\n')
		for i := range t.Width() {
			if i > 0 {
				b.WriteByte('|')
			}
			if t.Column(i).IsMissing(r) {
				b.WriteString("·")
			} else {
				b.WriteString(t.Column(i).Text(r))
			}
		}
	}
	return b.String()
}

// kinds are the kinds of a table's columns in a row.
func kinds(t *table.Table) string {
	var out []string
	for _, f := range t.Fields() {
		out = append(out, string(f.Kind))
	}
	return strings.Join(out, " ")
}

func utf16Bytes(s string, big, mark bool) string {
	var b []byte
	put := func(u uint16) {
		if big {
			b = append(b, byte(u>>8), byte(u))
		} else {
			b = append(b, byte(u), byte(u>>8))
		}
	}
	if mark {
		put(0xfeff)
	}
	for _, u := range utf16.Encode([]rune(s)) {
		put(u)
	}
	return string(b)
}

func TestForms(t *testing.T) {
	const plain = "name,age\nAnn,31\nBob,40\n"
	const want = "name|age\nAnn|31\nBob|40"
	tests := []struct{ name, text, want string }{
		{"comma", plain, want},
		{"semicolon", "name;age\nAnn;31\nBob;40\n", want},
		{"tab", "name\tage\nAnn\t31\nBob\t40\n", want},
		{"bar", "name|age\nAnn|31\nBob|40\n", want},
		{"spaces", "name   age\nAnn     31\nBob     40\n", want},
		{"spaces in front", "  x   y\n  1   2\n  3  44\n", "x|y\n1|2\n3|44"},
		{"no line end at the end", "name,age\nAnn,31\nBob,40", want},
		{"Windows line ends", "name,age\r\nAnn,31\r\nBob,40\r\n", want},
		{"old Macintosh line ends", "name,age\rAnn,31\rBob,40\r", want},
		{"mixed line ends", "name,age\r\nAnn,31\rBob,40\n", want},
		{"empty lines", "\n\nname,age\n\nAnn,31\n   \nBob,40\n\n", want},
		{"blanks around", " name , age\nAnn , 31\n Bob,40 \n", want},
		{"UTF-8 mark", "\xef\xbb\xbf" + plain, want},
		{"UTF-16 little", utf16Bytes(plain, false, true), want},
		{"UTF-16 big", utf16Bytes(plain, true, true), want},
		{"UTF-16 little without mark", utf16Bytes(plain, false, false), want},
		{"UTF-16 big without mark", utf16Bytes(plain, true, false), want},
		{"Windows-1252", "name,age\nJos\xe9,31\nZo\xeb,40\n", "name|age\nJosé|31\nZoë|40"},
		{"all quoted", "\"name\",\"age\"\n\"Ann\",\"31\"\n\"Bob\",\"40\"\n", want},
		{"single quotes that are part of the values", "size,class\n1,'-1'\n2,'1'\n", "size|class\n1|'-1'\n2|'1'"},
		{"single quotes", "'name','age'\n'Ann','31'\n'B, C','40'\n", "name|age\nAnn|31\nB, C|40"},
		{"apostrophes", "name,age\n'tis,31\nO'Neil,40\n", "name|age\n'tis|31\nO'Neil|40"},
		{"doubled quotes", "name,age\n\"Ann \"\"A\"\" B\",31\nBob,40\n", "name|age\nAnn \"A\" B|31\nBob|40"},
		{"backslashes", "name,age\n\"Ann \\\"A\\\", B\",31\nBob,40\n", "name|age\nAnn \"A\", B|31\nBob|40"},
		{"a folder", "name,age\n\"C:\\x\\\",31\nBob,40\n", "name|age\nC:\\x\\|31\nBob|40"},
		{"stray quotes", "name,age\n\"Ann \"A\" B\",31\n6\" pipe,40\n", "name|age\nAnn \"A\" B|31\n6\" pipe|40"},
		{"quoted line end", "name,age\n\"Ann\nB\",31\nBob,40\n", "name|age\nAnn\nB|31\nBob|40"},
		{"quoted delimiter", "name,age\n\"Ann, B\",31\nBob,40\n", "name|age\nAnn, B|31\nBob|40"},
		{"quote after a blank", "name,age\n\"Ann\" , \"31\"\nBob, \"40\"\n", want},
		{"no header", "1,2\n3,4\n", "c0|c1\n1|2\n3|4"},
		{"no header, words", "M,1.5\nF,2\nM,3\n", "c0|c1\nM|1.5\nF|2\nM|3"},
		{"one column", "age\n31\n40\n", "age\n31\n40"},
		{"one column with commas", "word\none\ntwo, three\nfour\nfive\n", "word\none\ntwo, three\nfour\nfive"},
		{"one row", "a,b\n", "a|b"},
		{"header only, no line end", "name,age", "name|age"},
		{"one number", "7", "c0\n7"},
		{"duplicates", "x,x,x.1,x\n1,2,3,4\n5,6,7,8\n", "x|x.2|x.1|x.3\n1|2|3|4\n5|6|7|8"},
		{"names left out", "a,,b\nx,2,3\ny,6,7\n", "a|c1|b\nx|2|3\ny|6|7"},
		{"a delimiter at the end of each row", "a,b\n1,2,\n3,4,\n", "a|b\n1|2\n3|4"},
		{"row names as R writes them", "a,b\nr1,1,2\nr2,3,4\n", "c0|a|b\nr1|1|2\nr2|3|4"},
		{"a title above", "Report of 2024\n\na,b,c\n1,2,3\n4,5,6\n", "a|b|c\n1|2|3\n4|5|6"},
		{"Excel's sep line", "sep=;\na;b\n1;2\n3;4\n", "a|b\n1|2\n3|4"},
		{"years as names", "land,2019,2020\nA,1,2\nB,3,4\n", "land|2019|2020\nA|1|2\nB|3|4"},
		{"missing words", "a,b\nNA,1\nx,?\n null ,-\nNone,N/A\ny,2\n", "a|b\n·|1\nx|·\n·|·\n·|·\ny|2"},
		{"all missing", "a,b\n1,\n2,NA\n", "a|b\n1|·\n2|·"},
		{"damaged UTF-8", "a,b\n" + strings.Repeat("é,1\n", 20) + "\xff,2\n", "a|b\n" + strings.Repeat("é|1\n", 20) + "\ufffd|2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tab, report := parse(t, tt.text, automl.ReadOptions{})
			if diff := cmp.Diff(tt.want, grid(tab)); diff != "" {
				t.Errorf("table (-want +got):\n%s\nreport %+v", diff, report)
			}
			if report.BadCount > 0 {
				t.Errorf("bad rows: %v", report.BadRows)
			}
		})
	}
}

func TestColumnKinds(t *testing.T) {
	long := strings.Repeat("many different words stand here, ", 4)
	tests := []struct{ name, text, kinds, first string }{
		{"decimal comma", "a;b\n1,5;x\n2,25;y\n", "number category", "1.5|x"},
		{"thousands", "a;b\n1,234,567.5;x\n12;y\n", "number category", "1.2345675e+06|x"},
		{"European thousands", "a;b\n1.234,5;x\n1.000;y\n", "number category", "1234.5|x"},
		{"European thousands beside a comma", "a;b\n1.234;0,5\n1.000;1,5\n", "number number", "1234|0.5"},
		{"blanks between thousands", "a,b\n1 234,x\n12 000 000,y\n", "number category", "1234|x"},
		{"no-break spaces between thousands", "a,b\n1\u00a0234,x\n12\u202f000,y\n", "number category", "1234|x"},
		{"Swiss thousands", "a,b\n1'234.5,x\n2'000,y\n", "number category", "1234.5|x"},
		{"comma before three digits", "a\tb\n1,234\tx\n5,678\ty\n", "number category", "1234|x"},
		{"dollars", "a,b\n$5,x\n-$7.50,y\n", "number category", "5|x"},
		{"euros", "a;b\n5,00 €;x\n1.007,50 €;y\n", "number category", "5|x"},
		{"accounts", "a\tb\n($5.00)\tx\n$1,000.00\ty\n", "number category", "-5|x"},
		{"percent", "a,b\n5%,x\n7.5 %,y\n", "number category", "5|x"},
		{"two currencies", "a,b\n$5,x\n€6,y\n", "category category", "$5|x"},
		{"exponents", "a,b\n1e3,x\n-2.5E-2,y\n", "number category", "1000|x"},
		{"infinity", "a,b\ninf,1\n2,-Infinity\n3,1e400\n", "number number", "·|1"},
		{"ISO days", "a,b\n2024-02-29,x\n2023-12-01,y\n", "time category", "2024-02-29|x"},
		{"ISO moments", "a,b\n2024-02-29T10:20:30Z,x\n2023-12-01T00:00:00+02:00,y\n", "time category", "2024-02-29T10:20:30Z|x"},
		{"day first", "a,b\n13/02/2024,x\n01/02/2024,y\n", "time category", "13/02/2024|x"},
		{"month first", "a,b\n02/13/2024,x\n02/01/2024,y\n", "time category", "02/13/2024|x"},
		{"dots", "a,b\n13.2.2024,x\n1.12.2024,y\n", "time category", "13.2.2024|x"},
		{"month names", "a,b\n1 Jan 2024,x\n22 Dec 2023,y\n", "time category", "1 Jan 2024|x"},
		{"long month names", "a\tb\nJanuary 1, 2024\tx\nMay 22, 2023\ty\n", "time category", "January 1, 2024|x"},
		{"clock with AM and PM", "a,b\n1/31/2024 3:04 PM,x\n12/1/2023 11:00 AM,y\n", "time category", "1/31/2024 3:04 PM|x"},
		{"month", "a,b\n1949-01,112\n1949-02,118\n", "time number", "1949-01|112"},
		{"yes and no", "a,b\nyes,T\nno,F\nYES,T\nyes,T\n", "yesno yesno", "yes|T"},
		{"true and false", "a,b\ntrue,1\nfalse,0\n", "yesno number", "true|1"},
		{"codes", "a,b\n02139,x\n94103,y\n", "category category", "02139|x"},
		{"identifiers", "a,b\n12345678901234567890,x\n12345678901234567891,y\n", "category category", "12345678901234567890|x"},
		{"free text", "a,b\n" + "\"" + long + "one\",1\n\"" + long + "two\",2\n", "text number", long + "one|1"},
		{"words and numbers", "a,b\n12,x\ntwelve,y\n", "category category", "12|x"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tab, report := parse(t, tt.text, automl.ReadOptions{})
			if got := kinds(tab); got != tt.kinds {
				t.Errorf("kinds %s, want %s; report %+v", got, tt.kinds, report)
			}
			if lines := strings.Split(grid(tab), "\n"); len(lines) < 2 || lines[1] != tt.first {
				t.Errorf("first row %q, want %q", lines[1:], tt.first)
			}
			for _, f := range tab.Fields() {
				if !strings.HasSuffix(f.Reason, ".") {
					t.Errorf("%s: the reason %q is no sentence", f.Name, f.Reason)
				}
			}
		})
	}
}

func TestErrors(t *testing.T) {
	tests := []struct {
		name, text string
		options    automl.ReadOptions
		kind       automl.ErrorKind
	}{
		{"empty", "", automl.ReadOptions{}, automl.BadData},
		{"only line ends", "\n\r\n  \n", automl.ReadOptions{}, automl.BadData},
		{"only a mark", "\xef\xbb\xbf", automl.ReadOptions{}, automl.BadData},
		{"binary", "\x7fELF\x02\x01\x01\x00\x00\x00\x00\x10\x20\x00", automl.ReadOptions{}, automl.BadData},
		{"Excel", "PK\x03\x04\x14\x00\x06\x00", automl.ReadOptions{}, automl.BadData},
		{"too many columns", strings.Repeat("1,", 100_001) + "\n", automl.ReadOptions{}, automl.BadData},
		{"unknown encoding", "a,b\n1,2\n", automl.ReadOptions{Encoding: "ebcdic"}, automl.BadUsage},
		{"long delimiter", "a,b\n1,2\n", automl.ReadOptions{Delimiter: "::"}, automl.BadUsage},
		{"long quote", "a,b\n1,2\n", automl.ReadOptions{Quote: "''"}, automl.BadUsage},
		{"header", "a,b\n1,2\n", automl.ReadOptions{Header: "perhaps"}, automl.BadUsage},
		{"decimal mark", "a,b\n1,2\n", automl.ReadOptions{Decimal: "·"}, automl.BadUsage},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, _, err := Parse(t.Context(), []byte(tt.text), tt.options)
			if err == nil || automl.KindOf(err) != tt.kind {
				t.Errorf("error %v, want one of kind %s", err, tt.kind)
			}
		})
	}
	if _, _, err := Open(t.Context(), t.TempDir()+"/none.csv", automl.ReadOptions{}); automl.KindOf(err) != automl.NotFound {
		t.Errorf("a file that is not there: %v", err)
	}
	if _, _, err := Open(t.Context(), t.TempDir(), automl.ReadOptions{}); automl.KindOf(err) != automl.BadUsage {
		t.Errorf("a folder: %v", err)
	}
}
