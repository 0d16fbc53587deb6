package slack

// emoji is the character of a short name, or "" for one that is not known here and is shown as it was written.
func emoji(name string) string {
	switch name {
	case "red_circle":
		return "🔴"
	case "large_green_circle", "green_circle":
		return "🟢"
	case "large_yellow_circle":
		return "🟡"
	case "large_orange_circle":
		return "🟠"
	case "large_blue_circle", "blue_circle":
		return "🔵"
	case "white_circle":
		return "⚪"
	case "black_circle":
		return "⚫"
	case "white_check_mark":
		return "✅"
	case "heavy_check_mark":
		return "✔️"
	case "x":
		return "❌"
	case "warning":
		return "⚠️"
	case "rotating_light":
		return "🚨"
	case "fire":
		return "🔥"
	case "bell":
		return "🔔"
	case "no_bell":
		return "🔕"
	case "zzz":
		return "💤"
	case "hourglass", "hourglass_flowing_sand":
		return "⏳"
	case "alarm_clock":
		return "⏰"
	case "clock1":
		return "🕐"
	case "stopwatch":
		return "⏱️"
	case "calendar":
		return "📆"
	case "book", "blue_book":
		return "📘"
	case "scroll":
		return "📜"
	case "link":
		return "🔗"
	case "bust_in_silhouette":
		return "👤"
	case "busts_in_silhouette":
		return "👥"
	case "eyes":
		return "👀"
	case "thinking_face":
		return "🤔"
	case "ghost":
		return "👻"
	case "repeat":
		return "🔁"
	case "arrows_counterclockwise":
		return "🔄"
	case "double_vertical_bar":
		return "⏸️"
	case "no_entry", "no_entry_sign":
		return "⛔"
	case "question", "grey_question":
		return "❓"
	case "exclamation":
		return "❗"
	case "information_source":
		return "ℹ️"
	case "chart_with_upwards_trend":
		return "📈"
	case "package":
		return "📦"
	case "gear":
		return "⚙️"
	case "rocket":
		return "🚀"
	case "tada":
		return "🎉"
	case "thumbsup", "+1":
		return "👍"
	case "thumbsdown", "-1":
		return "👎"
	case "speech_balloon":
		return "💬"
	case "mute":
		return "🔇"
	case "wrench":
		return "🔧"
	case "snail":
		return "🐌"
	case "large_red_square":
		return "🟥"
	case "large_green_square":
		return "🟩"
	case "large_yellow_square":
		return "🟨"
	}
	return ""
}
