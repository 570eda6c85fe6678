#!/bin/sh
# Restarts a unit that reads its client secret when it starts. The event on standard input is not needed.
# Register it for that rotation only: -On Succeeded -Rotation billing
set -eu
cat > /dev/null
systemctl --user restart billing.service

# A unit that ends again at once makes the hook fail, and it is tried again.
systemctl --user is-active --quiet billing.service
echo "billing.service runs with the new secret"
