#!/bin/sh
# Becomes the browser that PORTHOLE_UNRAISED names, without root's right to raise its own priority.
# Where setpriv is missing or may not do that, as in a container without most rights, the browser is started as it is.
if setpriv --bounding-set=-sys_nice --inh-caps=-sys_nice true 2>/dev/null; then
  exec setpriv --bounding-set=-sys_nice --inh-caps=-sys_nice "$PORTHOLE_UNRAISED" "$@"
fi
exec "$PORTHOLE_UNRAISED" "$@"
