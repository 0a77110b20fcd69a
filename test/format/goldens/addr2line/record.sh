#!/bin/sh
# Writes what GNU addr2line prints, for every set of its flags that we take. Run with gcc 12 and binutils 2.40; needs gcc for 32 bit:
#   sh record.sh > gnu.txt
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp shapes.c names.s "$work"
cd "$work"
gcc -m32 -g -O2 -fdebug-prefix-map="$work"=/src -c shapes.c
gcc -m32 -c names.s
for a in '' a; do for f in '' f; do for i in '' i; do for p in '' p; do for s in '' s; do for C in '' C; do
  flags=$a$f$i$p$s$C
  for question in 'shapes.o 4 ffff' 'names.o 0 ffff'; do
    echo "\$ addr2line ${flags:+-$flags }-e $question"
    # shellcheck disable=SC2086
    addr2line ${flags:+-$flags} -e $question
  done
done; done; done; done; done; done
