/**
 * Names of images, as the runtime's parser judges them.
 * @module
 */

const name = /^([a-zA-Z0-9.-]+(:\d+)?\/)?[a-z0-9]+([._/-]+[a-z0-9]+)*(:[\w][\w.-]{0,127})?(@[a-z0-9]+:[a-f0-9]{32,})?$/;

/** What is wrong with an image's name; `undefined` when nothing is. */
export function imageNameProblem(image: string): string | undefined {
  if (name.test(image)) return undefined;
  const slash = image.indexOf("/");
  const first = image.slice(0, Math.max(0, slash));
  const isHost = slash >= 0 && (/[.:]/.test(first) || first === "localhost" || first.toLowerCase() !== first);
  const rest = isHost ? image.slice(slash + 1) : image;
  const [repository = ""] = rest.split(":");
  const why = repository === repository.toLowerCase() ? "" : `: repository name (${repository}) must be lowercase`;
  return `invalid reference format${why}`;
}
