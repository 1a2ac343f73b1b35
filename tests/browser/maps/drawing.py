"""What the tests that look at a map do: wait until it is drawn, and put one into a form."""

from tests.browser.conftest import Reader

DRAWN = """() => new Promise((done) => {
  const until = performance.now() + 25000;
  const look = () => {
    const map = document.querySelector("[data-map]")?.anlanMap;
    if (map && map.loaded() && map.areTilesLoaded()) {
      map.once("idle", () => done("")); // nothing moves or fades any more
      map.triggerRepaint();
    } else if (performance.now() > until) done(document.body.innerHTML.slice(0, 2000));
    else setTimeout(look, 50);
  };
  look();
})"""
SEEN = """(layers) => {
  const map = document.querySelector("[data-map]").anlanMap;
  return map.queryRenderedFeatures({ layers }).map((one) => one.properties);
}"""


def until(reader: Reader, told: str) -> None:
    """Wait until an expression of the page holds; Playwright's own way would be refused by our policy."""
    for _ in range(250):
        if reader.page.evaluate(told):
            return
        reader.page.wait_for_timeout(40)
    raise AssertionError(told)


def drawn(reader: Reader) -> None:
    assert reader.page.evaluate(DRAWN) == "", reader.complaints


PICK = """<!doctype html><html lang="zh-hans"><head><title>x</title>
<link rel="stylesheet" href="/static/kit/tokens.css"></head><body><main><form>
<div data-map data-layers="boundaries" data-pick data-lon-field="id_lon" data-lat-field="id_lat"
 data-centre="121.373,31.22" data-zoom="16"><p id="instead">大致位置</p></div>
<input id="id_lon" name="lon" aria-label="lon"><input id="id_lat" name="lat" aria-label="lat"></form></main>
<script type="module" src="/static/kit/map.js"></script></body></html>"""


def picking_page(reader: Reader, *, script: bool = True) -> None:
    """A form with a map, under the policy every page of ours has."""
    policy = reader.page.request.get(f"{reader.address}/map/").headers["content-security-policy"]
    body = PICK if script else PICK.replace("<script", "<template").replace("</script>", "</template>")
    reader.page.route(
        "**/pick-here",
        lambda route: route.fulfill(
            body=body, content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": policy}
        ),
    )
    reader.page.add_init_script(
        "addEventListener('securitypolicyviolation', (e) => console.error('policy: ' + e.blockedURI))"
    )
    reader.open("/pick-here")
