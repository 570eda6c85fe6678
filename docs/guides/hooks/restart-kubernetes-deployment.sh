#!/bin/sh
# Replaces the pods of a deployment one after the other, and waits until the new ones are ready.
# Register it for that rotation only, and with time to wait: -On Succeeded -Rotation billing -TimeoutSeconds 180
set -eu
cat > /dev/null
kubectl --namespace shop rollout restart deployment/billing
kubectl --namespace shop rollout status deployment/billing --timeout=150s
