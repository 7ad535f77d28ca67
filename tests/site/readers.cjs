// Reads a site's feed with feedsmith and its captions with webvtt-parser; prints JSON.
// node readers.cjs FEED VTT...   (NODE_PATH leads to both)
const { parseRssFeed } = require("feedsmith");
const { WebVTTParser } = require("webvtt-parser");
const fs = require("fs");

const [feed, ...captions] = process.argv.slice(2);
const parser = new WebVTTParser();
process.stdout.write(JSON.stringify({
  feed: parseRssFeed(fs.readFileSync(feed, "utf8")),
  captions: captions.map((path) => {
    const tree = parser.parse(fs.readFileSync(path, "utf8"), "captions");
    return {
      errors: tree.errors,
      cues: tree.cues.map((cue) => [cue.startTime, cue.endTime, cue.text]),
    };
  }),
}));
