"""Opens the pages in a browser and uses them as a person would. usage: check.py FOLDER AXE SCREENSHOTS"""

import json
import sys
import time
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

folder, axe, shots = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).read_text(encoding="utf-8"), Path(sys.argv[3])
HOSTILE = "<script>document.title=1<img src=x onerror=alert(2)>.png"
FIRST_PAINT_MS = 3000

options = webdriver.ChromeOptions()
for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1280,1000", "--force-color-profile=srgb"):
    options.add_argument(argument)
options.binary_location = "/usr/bin/chromium"
options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
driver.set_page_load_timeout(120)


def at(name):
    return driver.find_element(By.ID, name)


def said():
    return at("count").text


def shown():
    return int(said().split(" of ")[0].replace(",", ""))


def dark(is_dark):
    scheme = "dark" if is_dark else "light"
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})


def narrow(is_narrow):
    if is_narrow:
        metrics = {"width": 360, "height": 740, "deviceScaleFactor": 1, "mobile": True}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    else:
        driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def shot(name):
    driver.save_screenshot(str(shots / f"{name}.png"))


def no_request_leaves(page):
    """Only the page, what is in it, and pictures of its own folder."""
    own = (page.parent / f"{page.stem}_files").as_uri()
    for entry in driver.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            url = message["params"]["request"]["url"]
            assert url == page.as_uri() or url.startswith(("data:", own)), url


def is_quiet(page):
    """No request leaves the page, and the console is empty."""
    no_request_leaves(page)
    errors = [entry["message"] for entry in driver.get_log("browser")]
    assert not errors, errors


def axe_finds_nothing(what):
    driver.execute_script(axe)
    result = driver.execute_async_script("axe.run(document, {preload: false}).then(arguments[arguments.length - 1]);")
    found = [(each["id"], [node["html"][:150] for node in each["nodes"][:3]]) for each in result["violations"]]
    assert not found, (what, found)
    return len(result["passes"])


def open_page(name):
    page = folder / f"{name}.html"
    driver.get_log("performance"), driver.get_log("browser")
    driver.get(page.as_uri())
    return page


def looks(name):
    """Light and dark, wide and narrow."""
    page = open_page(name)
    title = driver.title
    assert title and title != "1"
    rules = axe_finds_nothing(f"{name}, light")
    light = driver.execute_script("return getComputedStyle(document.body).backgroundColor")
    dark(True)
    assert driver.execute_script("return getComputedStyle(document.body).backgroundColor") != light
    axe_finds_nothing(f"{name}, dark")
    shot(f"{name}-dark")
    dark(False)
    narrow(True)
    wide = driver.execute_script("return document.documentElement.scrollWidth")
    assert wide <= 360, f"{name} is {wide} pixels wide"
    axe_finds_nothing(f"{name}, 360 pixels")
    shot(f"{name}-360")
    narrow(False)
    shot(name)
    driver.execute_script("document.querySelector('details').open = true")
    facts = driver.find_element(By.TAG_NAME, "dl").text
    assert "inx " in facts and "Java" in facts, facts
    is_quiet(page)
    return rules


def filters():
    page = open_page("classify")
    everything = shown()
    assert everything == 5, said()
    names = [each.get_attribute("textContent") for each in driver.find_elements(By.CSS_SELECTOR, "#gallery .name")]
    assert any(name.endswith(HOSTILE) for name in names), names
    assert driver.title == "What the pictures show" and not driver.find_elements(By.CSS_SELECTOR, "#gallery script, [onerror]")
    at("name").send_keys("BLOOD")
    assert shown() == 1, said()
    at("all").click()
    assert shown() == everything and at("name").get_attribute("value") == ""
    at("errors").click()
    assert shown() == 1 and "broken.jpg" in at("gallery").text
    at("all").click()
    Select(at("class")).select_by_index(1)
    assert shown() < everything
    at("all").click()
    slide("confidence", 100)
    assert shown() < everything, said()
    at("all").click()
    # By keyboard alone: the link to the pictures, and a picture.
    open_page("classify")
    driver.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
    assert driver.switch_to.active_element.text == "Skip to the pictures"
    driver.find_element(By.CSS_SELECTOR, "#gallery button").send_keys(Keys.ENTER)
    assert at("one").is_displayed() and at("oneName").text
    axe_finds_nothing("a picture's own window")
    driver.switch_to.active_element.send_keys(Keys.ESCAPE)
    assert not at("one").is_displayed()
    is_quiet(page)


def slide(name, value):
    at(name).send_keys(Keys.HOME)
    driver.execute_script(
        "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('input', {bubbles: true}))", at(name), value)
    at(name).send_keys(Keys.END if value == 100 else Keys.ARROW_RIGHT)


def boxes():
    def rects(kind):
        return len(driver.find_elements(By.CSS_SELECTOR, f"#gallery rect.{kind}"))

    page = open_page("eval-boxes")
    everything = shown()
    slide("confidence", 5)
    many, labelled = rects("over"), rects("labelled")
    assert labelled > 0 and rects("wrong") > 0
    slide("confidence", 60)
    few = rects("over")
    assert few < many, (few, many)
    at("labels").click()
    assert rects("labelled") == 0
    at("labels").click()
    at("mistakes").click()
    assert 0 < shown() <= everything
    at("all").click()
    Select(at("order")).select_by_value("worst")
    driver.find_element(By.CSS_SELECTOR, "#gallery button").click()
    assert "missed" in at("oneBody").text or "not there" in at("oneBody").text
    assert at("close").is_displayed() and driver.execute_script("return arguments[0].scrollTop", at("one")) == 0
    shot("eval-boxes-picture")
    at("close").click()
    driver.execute_script("document.getElementById('pictures').scrollIntoView()")
    shot("eval-boxes-gallery")
    charts = driver.find_elements(By.CSS_SELECTOR, ".chart > svg")
    assert len(charts) == 4 and all(each.get_attribute("aria-label") for each in charts)
    driver.execute_script("arguments[0].scrollIntoView()", driver.find_element(By.ID, "charts"))
    shot("eval-boxes-curves")
    is_quiet(page)
    return f"{many} boxes from 5 %, {few} from 60 %"


def matrix(name):
    page = open_page(name)
    everything = shown()
    wrong = driver.find_elements(By.CSS_SELECTOR, "#confusion td.wrong button")
    button = max(wrong, key=lambda each: int(each.text.replace(",", "")))
    count, label = int(button.text.replace(",", "")), button.get_attribute("aria-label")
    driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", button)
    shot(f"{name}-matrix")
    button.send_keys(Keys.ENTER)
    assert shown() == count and label.split(" of ", 1)[1].split(" taken for ")[1] in said(), (label, said())
    assert driver.switch_to.active_element.get_attribute("id") == "pictures"
    at("all").click()
    assert shown() == everything
    at("mistakes").click()
    mistakes = shown()
    assert 0 < mistakes < everything
    at("all").click()
    at("after").click()
    assert at("page").text.startswith("page 2 of"), at("page").text
    at("before").click()
    assert at("page").text.startswith("page 1 of") and not at("before").is_enabled()
    is_quiet(page)
    return f"{everything} pictures, {mistakes} mistakes; the cell \"{label}\" opens {count}"


def many(name):
    page = open_page(name)
    driver.find_element(By.CSS_SELECTOR, "#gallery li")
    paint = driver.execute_script("return performance.getEntriesByName('first-contentful-paint')[0].startTime")
    ready = driver.execute_script("return performance.timing.domContentLoadedEventEnd - performance.timing.navigationStart")
    began = time.monotonic()
    at("name").send_keys("picture-0499")
    filtered = (time.monotonic() - began) * 1000
    assert shown() <= 100 and " of " in said()
    at("all").click()
    began = time.monotonic()
    at("after").click()
    turned = (time.monotonic() - began) * 1000
    assert paint < FIRST_PAINT_MS, paint
    assert page.stat().st_size <= 30_000_000, page.stat().st_size
    is_quiet(page)
    return (f"{said()}, {page.stat().st_size:,} bytes: first paint {paint:.0f} ms, all there {ready:.0f} ms, "
            f"twelve letters of a filter {filtered:.0f} ms, next page {turned:.0f} ms")


try:
    for name in ("classify", "detect", "embed", "eval-classes", "eval-boxes", "train"):
        print(f"{name}: axe-core passes {looks(name)} rules and finds nothing, light, dark and at 360 pixels; no message, no request")
    filters()
    print("filters, keyboard, a name that is HTML: fine")
    print(f"boxes: {boxes()}")
    print(f"matrix: {matrix('eval-classes')}")
    open_page("embed")
    points = driver.find_elements(By.CSS_SELECTOR, "#points circle")
    driver.execute_script("arguments[0].dispatchEvent(new MouseEvent('click'))", points[0])
    assert at("one").is_displayed()
    print(f"map: {len(points)} points, one opens its picture")
    for large in sorted(folder.glob("many-*.html")):
        print(f"{large.stem}: {many(large.stem)}")
finally:
    driver.quit()
