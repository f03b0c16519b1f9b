package shell

import look "winnow/app/theme"

func lookMode(s string) look.Mode { return look.Mode(s) }
