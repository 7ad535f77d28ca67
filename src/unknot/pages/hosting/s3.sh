#!/bin/sh
# S3 or anything that speaks its protocol:  sh hosting/s3.sh s3://BUCKET/PATH
# Ranges and ETags are on already; allow GET and HEAD from every origin in the bucket's
# CORS settings. What can be kept for ever goes first, the feed last.
set -eu
to=${1%/}
cd "$(dirname "$0")/.."
{% for folder, ending, mime, age in rules %}
aws s3 cp . "$to" --recursive --exclude '*' --include '*{{ folder ~ "/*" if folder else "" }}{{ ending }}' --content-type '{{ mime }}' --cache-control 'public, max-age={{ age }}'
{% endfor %}
aws s3 cp . "$to" --recursive --exclude '*' --include '*.html' --include '*robots.txt' --include '*unknot-site.json'
