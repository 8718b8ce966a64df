/**
 * Where this shell answers otherwise than bash and GNU's tools, and why. A line that no longer differs fails the test.
 * @module
 */

/** Line of the table -> reason. */
export const bashDifferences: Readonly<Record<string, string>> = {
  ': "${missing:?is not set}"; echo not reached': "just-bash names no variable in it and ends with 1",
  "./dir; echo $?": "just-bash has one complaint for what cannot run",
  '[ "a" = "b" ]; echo $?; test 1 -le 2; echo $?; [ 1 -eq x ]; echo $?':
    "just-bash takes a word that is no number for 0",
  "[ a b c ]; echo $?": "just-bash words its complaint otherwise",
  "set -u; echo $undefined; echo not reached": "just-bash ends with 1, bash -c with 127",
  "trap 'echo bye' EXIT; echo hi": "just-bash has no traps",
  "exec echo replaced; echo not reached": "just-bash goes on after exec",
  "echo $((08))": "just-bash does not name the token",
  "echo $((1 / 0)); echo $?": "just-bash goes on after a division by zero and does not name it",
  "echo a > no/such/dir; echo $?": "just-bash makes the folders of a redirection",
  "sed -E 's/(/x/' <<< a; echo $?": "just-bash leaves a line as it is where the expression is wrong",
  "awk 'NR==FNR {a[$1]; next} $1 in a' FS=, values.csv values.csv | wc -l":
    "just-bash's awk takes no assignments among the files",
  'awk \'BEGIN { print "to err" > "/dev/stderr" }\'': "just-bash's awk writes to no devices",
  'awk \'{ print > "split-" NR ".txt" }\' values.csv; ls split-*':
    "just-bash's awk takes the first word after > as the file",
  "awk '{print' values.csv; echo $?": "just-bash's awk words its complaint otherwise and ends with 1",
  "awk 'BEGIN{RS=\",\"} {print}' <<< a,b": "just-bash's awk knows lines as records only",
  "echo \"3+4*2\" | bc; echo 'scale=2; 10/4' | bc": "there is no bc; use $(( )) or awk",
  "od -c <<< ab": "just-bash's od sets four columns",
  "od -An -tx1 <<< ab": "just-bash's od prints octal numbers",
  "xxd <<< ab; hexdump -C <<< ab": "there is no xxd and no hexdump; use od",
  "ls -d */": "just-bash's globs find no folders for a slash at the end",
  "printf '#!/bin/bash\\necho \"$0 $#\"\\n' > t.sh; chmod +x t.sh; ./t.sh 1 2":
    "just-bash calls a script by its full path",
  "touch -d '2026-01-01' old; stat -c %y old | cut -c1-10": "just-bash's stat has no times",
  "jq .foo <<< '[1]'; echo $?": "just-bash's jq words its complaint otherwise",
  "jq . <<< '{bad'; echo $?": "just-bash's jq words its complaint otherwise, with another code",
  "jq . missing.json; echo $?": "just-bash's jq words its complaint otherwise",
  "jq -n '[inputs]' -c <<< '1 2'": "just-bash's jq has no input and no inputs",
  "jq -c --slurpfile d deployments.json -n '$d | length'; jq -n --args '$ARGS.positional' -c a b; jq -n 'env.HOME != null, $ENV.HOME != null, (now > 0), input_line_number?' -c":
    "just-bash's jq counts lines otherwise",
  'jq -r \'.items[] | .metadata | .name + " " + (.labels | to_entries | map("\\(.key)=\\(.value)") | join(","))\' deployments.json; jq \'def f(x): x * 2; f(.items | length)\' deployments.json; jq -c \'[splits("a";"b")]?\' <<< \'"1a2"\'; jq -c \'walk(if type == "string" then "s" else . end) | .kind\' deployments.json; jq \'.items | map(.metadata.name) | inside(["geo","frontend","x"])\' deployments.json; jq -c \'tojson | fromjson | type\' deployments.json; jq -c \'getpath(["items",0,"kind"]), [paths] == [], (.items[0] | leaf_paths | select(length == 1))\' deployments.json; jq -c \'limit(1; .items[]) | .kind\' deployments.json; jq -c \'[.items[] | {n: .metadata.name, c: [.spec.template.spec.containers[].name]}]\' deployments.json; jq \'.items[]|select(.metadata.name|test("^f"))|.kind\' deployments.json':
    "just-bash's jq has no splits",
  "date -u -d '2026-01-05 09:00:00 UTC + 1 hour' +%H": "just-bash's date does not compute with a time of day",
  "date -d nonsense; echo $?": "just-bash's date quotes in ASCII",
  "printenv HOME | wc -l; env | grep -c '^HOME='; env A=1 printenv A; env -i A=1 /usr/bin/env; printenv nothing; echo $?":
    "an environment of its own still holds PWD",
  "ulimit -n > /dev/null && echo limits; umask": "just-bash has no ulimit and no umask",
};
