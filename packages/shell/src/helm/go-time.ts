/**
 * Times as Go's layouts print them, in UTC.
 * @module
 */

const months = "January February March April May June July August September October November December".split(" ");
const days = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");

/** Go's `time.ANSIC`. */
export const ansiTime = "Mon Jan _2 15:04:05 2006";

const parts =
  /January|Jan|Monday|Mon|MST|2006|Z07:00|-07:00|-0700|[.,]0+(?!\d)|[.,]9+(?!\d)|01|02|03|04|05|06|15|PM|pm|_2|1|2|3|4|5/g;

/**
 * Prints a time.
 *
 * @param micros - Microseconds within the second, beside `millis`.
 */
export function formatGoTime(layout: string, millis: number, micros = 0): string {
  const date = new Date(millis);
  const two = (value: number): string => String(value).padStart(2, "0");
  const fraction = String(((millis % 1000) + 1000) % 1000).padStart(3, "0") + String(micros).padStart(3, "0");
  const hour = date.getUTCHours();
  const half = hour % 12 === 0 ? 12 : hour % 12;
  return layout.replaceAll(parts, (part) => {
    switch (part) {
      case "January":
        return months[date.getUTCMonth()] ?? "";
      case "Jan":
        return (months[date.getUTCMonth()] ?? "").slice(0, 3);
      case "Monday":
        return days[date.getUTCDay()] ?? "";
      case "Mon":
        return (days[date.getUTCDay()] ?? "").slice(0, 3);
      case "MST":
        return "UTC";
      case "2006":
        return String(date.getUTCFullYear());
      case "06":
        return two(date.getUTCFullYear() % 100);
      case "Z07:00":
        return "Z";
      case "-07:00":
        return "+00:00";
      case "-0700":
        return "+0000";
      case "01":
        return two(date.getUTCMonth() + 1);
      case "1":
        return String(date.getUTCMonth() + 1);
      case "02":
        return two(date.getUTCDate());
      case "_2":
        return String(date.getUTCDate()).padStart(2, " ");
      case "2":
        return String(date.getUTCDate());
      case "15":
        return two(hour);
      case "03":
        return two(half);
      case "3":
        return String(half);
      case "04":
        return two(date.getUTCMinutes());
      case "4":
        return String(date.getUTCMinutes());
      case "05":
        return two(date.getUTCSeconds());
      case "5":
        return String(date.getUTCSeconds());
      case "PM":
        return hour < 12 ? "AM" : "PM";
      case "pm":
        return hour < 12 ? "am" : "pm";
      default: {
        const shown = fraction.padEnd(part.length - 1, "0").slice(0, part.length - 1);
        if (part.includes("0")) return part.charAt(0) + shown;
        const trimmed = shown.replace(/0+$/, "");
        return trimmed === "" ? "" : part.charAt(0) + trimmed;
      }
    }
  });
}
