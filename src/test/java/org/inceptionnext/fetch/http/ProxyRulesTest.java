package org.inceptionnext.fetch.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import java.util.Properties;
import org.inceptionnext.fetch.FetchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyRulesTest {
    private static ProxyRules of(Map<String, String> environment, String... properties) throws FetchException {
        Properties system = new Properties();
        for (int i = 0; i < properties.length; i += 2) {
            system.setProperty(properties[i], properties[i + 1]);
        }
        return ProxyRules.of(environment, system);
    }

    @Test
    void withoutSettingsHostsAreReachedDirectly() throws FetchException {
        assertThat(of(Map.of()).describe("github.com")).isEmpty();
        assertThat(of(Map.of()).select(URI.create("https://github.com/"))).containsExactly(java.net.Proxy.NO_PROXY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"})
    void variablesNameTheProxy(String name) throws FetchException {
        assertThat(of(Map.of(name, "http://proxy.corp:3128/")).describe("github.com"))
                .contains("proxy.corp:3128 (" + name + ")");
        assertThat(of(Map.of(name, "proxy.corp:3128")).describe("github.com")).isPresent();
    }

    @Test
    void propertiesWin() throws FetchException {
        ProxyRules rules = of(
                Map.of("https_proxy", "http://environment:1"),
                "https.proxyHost",
                "property",
                "https.proxyPort",
                "8080",
                "http.nonProxyHosts",
                "*.corp|github.com");
        assertThat(rules.describe("huggingface.co")).contains("property:8080 (-Dhttps.proxyHost)");
        assertThat(rules.describe("github.com")).isEmpty();
        assertThat(rules.describe("mirror.corp")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "*, github.com, true",
        "github.com, github.com, true",
        "GitHub.com, api.github.com, true",
        ".github.com, api.github.com, true",
        ".github.com, github.com, true",
        "hub.com, github.com, false",
        "'localhost, github.com', github.com, true",
        "'', github.com, false",
    })
    void exceptionsAreReadAsCurlReadsThem(String noProxy, String host, boolean direct) throws FetchException {
        ProxyRules rules = of(Map.of("https_proxy", "http://proxy:1", "no_proxy", noProxy));
        assertThat(rules.describe(host).isEmpty()).isEqualTo(direct);
    }

    @ParameterizedTest
    @ValueSource(strings = {"socks5://user:secret@proxy:1080", "https://proxy", "http://", "::"})
    void whatJavaCannotUseIsSaidWithoutTheValue(String value) {
        assertThatThrownBy(() -> of(Map.of("https_proxy", value)))
                .isInstanceOf(FetchException.class)
                .hasMessageContaining("https_proxy names no proxy that Java can use")
                .hasMessageNotContaining("secret");
    }

    @Test
    void passwordIsInNoDescription() throws FetchException {
        ProxyRules rules = of(Map.of("https_proxy", "http://user:secret@proxy:1"));
        assertThat(rules.describe("github.com").orElseThrow()).doesNotContain("secret");
        assertThat(rules.authenticator()).isPresent();
    }
}
