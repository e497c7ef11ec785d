#!/bin/sh
# Becomes the browser that PORTHOLE_UNRAISED names, without root's right to raise its own priority.
exec setpriv --bounding-set=-sys_nice --inh-caps=-sys_nice "$PORTHOLE_UNRAISED" "$@"
