/**
 * What BusyBox says about itself.
 * @module
 */
import { appletNames } from "./applet-names.ts";

/** First line of every usage text. */
export const versionLine = "BusyBox v1.35.0 (Debian 1:1.35.0-4+deb12u1+b1) multi-call binary.";

function definedFunctions(): string {
  const lines: string[] = [];
  let line = "\t";
  const names = [...appletNames];
  names.forEach((name, index) => {
    const word = index === names.length - 1 ? name : `${name},`;
    // A tab counts for eight columns; lines are broken before the 80th.
    if (line.length + 7 + word.length + (line === "\t" ? 0 : 1) > 79) {
      lines.push(line);
      line = "\t";
    }
    line += line === "\t" ? word : ` ${word}`;
  });
  return [...lines, line].join("\n");
}

/** `busybox` without arguments. */
export const usageOfBusybox = `${versionLine}
BusyBox is copyrighted by many authors between 1998-2015.
Licensed under GPLv2. See source distribution for detailed
copyright notices.

Usage: busybox [function [arguments]...]
   or: busybox --list[-full]
   or: busybox --install [-s] [DIR]
   or: function [arguments]...

	BusyBox is a multi-call binary that combines many common Unix
	utilities into a single executable.  The shell in this build
	is configured to run built-in utilities without $PATH search.
	You don't need to install a link to busybox for each utility.
	To run external program, use full path (/sbin/ip instead of ip).

Currently defined functions:
${definedFunctions()}
`;
