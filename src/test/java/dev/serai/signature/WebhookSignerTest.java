package dev.serai.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.config.InvalidValueException;
import dev.serai.signature.SignatureScheme.Algorithm;
import dev.serai.signature.SigningKey.Form;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSignerTest {
    private static final byte[] BODY = "{\"id\":\"evt-1\",\"type\":\"demo\",\"n\":1}".getBytes(UTF_8);
    private static final String SECRET = "demo-secret-for-tests";
    private static final String OTHER = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final Map<String, String> VALUES = Map.of("id", "msg_demo1", "timestamp", "1750000000");

    private static SignatureScheme scheme(Algorithm algorithm, String content, Encoding encoding) {
        return new SignatureScheme(algorithm, SignedContent.of(content, SignatureScheme.WORDS), encoding, Form.TEXT);
    }

    @ParameterizedTest
    @CsvSource({
        "SHA1,   {body},                  HEX,    87ddc00276a83a94a96dab4371c867a97d287239",
        "SHA256, {body},                  HEX,    dd429699951f932699196ec10b2dcca6ba0685d4a9b7bf03ec2f7bb78cd7f134",
        "SHA256, {body},                  BASE64, 3UKWmZUfkyaZGW7BCy3MproGhdSpt78D7C97t4zX8TQ=",
        "SHA256, {timestamp}.{body},      HEX,    dd8a7461b7841c56d5c5b413a0f3c45ff2981378f46ea62c75b125cfa754eeb1",
        "SHA256, v0:{timestamp}:{body},   HEX,    70a5dce2d8e8d6bd8d94805932d6b0938678b41d566886b456d5663b9db60405",
    })
    void signsAsOtherSendersDo(Algorithm algorithm, String content, Encoding encoding, String expected) {
        WebhookSigner signer = scheme(algorithm, content, encoding).signer(SECRET);

        assertThat(signer.sign(VALUES, BODY)).isEqualTo(expected);
        assertThat(signer.isSignature(expected, VALUES, BODY)).isTrue();
    }

    /** The vector of <a href="https://github.com/optimizely/agent/blob/master/pkg/handlers/webhook_test.go">Optimizely's Agent</a>. */
    @Test
    void signsAsOptimizelyExperimentationDoes() {
        String body =
                "{\"project_id\":42,\"timestamp\":42424242,\"event\":\"project.datafile_updated\",\"data\":{\"revision\":101,"
                        + "\"origin_url\":\"origin.optimizely.com/datafiles/myDatafile\","
                        + "\"cdn_url\":\"cdn.optimizely.com/datafiles/myDatafile\",\"environment\":\"Production\"}}";

        assertThat(scheme(Algorithm.SHA1, "{body}", Encoding.HEX)
                        .signer("I am secret")
                        .sign(Map.of(), body.getBytes(UTF_8)))
                .isEqualTo("e0199de63fb7192634f52136d4ceb7dc6f191da3");
    }

    /** The vector of <a href="https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries">GitHub</a>. */
    @Test
    void signsAsGitHubDoes() {
        assertThat(scheme(Algorithm.SHA256, "{body}", Encoding.HEX)
                        .signer("It's a Secret to Everybody")
                        .sign(Map.of(), "Hello, World!".getBytes(UTF_8)))
                .isEqualTo("757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
    }

    /** The second vector is the one of the standard's own libraries. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {
                "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=,msg_demo1,1750000000,"
                        + "|{\"id\":\"evt-1\",\"type\":\"demo\",\"n\":1}|,1XdRTm176D7A8ubllJ+nh9ybzsMrwM45oqzaaSb7+es=",
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw,msg_p5jXN8AQM9LWM0D4loKWxJek,1614265330,"
                        + "|{\"test\": 2432232314}|,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            })
    void signsAsStandardWebhooksSays(String secret, String id, String timestamp, String body, String expected) {
        WebhookSigner signer = SignatureScheme.STANDARD_WEBHOOKS.signer(secret);
        Map<String, String> values = Map.of("id", id, "timestamp", timestamp);

        assertThat(signer.sign(values, body.getBytes(UTF_8))).isEqualTo(expected);
    }

    @Test
    void signsTheBytesAndNotTheText() {
        byte[] noUtf8 = HexFormat.of().parseHex("7b22fffe00227d");
        WebhookSigner signer = scheme(Algorithm.SHA256, "{body}", Encoding.HEX).signer(SECRET);

        assertThat(signer.sign(Map.of(), noUtf8))
                .isNotEqualTo(signer.sign(Map.of(), new String(noUtf8, UTF_8).getBytes(UTF_8)));
    }

    @Test
    void takesNoOtherSignature() {
        WebhookSigner signer = SignatureScheme.STANDARD_WEBHOOKS.signer(standard(32));
        String signature = signer.sign(VALUES, BODY);

        assertThat(signer.isSignature(signature, Map.of("id", "msg_demo1", "timestamp", "1750000001"), BODY))
                .isFalse();
        assertThat(signer.isSignature(signature, VALUES, "{}".getBytes(UTF_8))).isFalse();
        assertThat(signer.isSignature("", VALUES, BODY)).isFalse();
        assertThat(signer.isSignature("no base64!", VALUES, BODY)).isFalse();
        assertThat(signer.isSignature(signature.substring(0, 40), VALUES, BODY)).isFalse();
        assertThat(SignatureScheme.STANDARD_WEBHOOKS.signer(OTHER).isSignature(signature, VALUES, BODY))
                .isFalse();
    }

    @Test
    void takesHexadecimalDigitsInCapitals() {
        WebhookSigner signer = scheme(Algorithm.SHA1, "{body}", Encoding.HEX).signer(SECRET);

        assertThat(signer.isSignature("87DDC00276A83A94A96DAB4371C867A97D287239", VALUES, BODY))
                .isTrue();
    }

    @Test
    void missesAValue() {
        WebhookSigner signer = SignatureScheme.STANDARD_WEBHOOKS.signer(standard(24));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> signer.sign(Map.of("id", "a"), BODY))
                .withMessage("{timestamp} has no value");
    }

    @ParameterizedTest
    @ValueSource(ints = {24, 64})
    void takesKeysOfTheStandardsLength(int bytes) {
        assertThat(SigningKey.of(standard(bytes), Form.STANDARD_WEBHOOKS).bytes())
                .hasSize(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "whsec_",
                "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRY=", // 23 bytes
                "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", // no whsec_
                "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", // no padding
                "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9=", // bits that are left over
                "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh-_", // base64 of URLs
                "whsec_demo secret for tests, which is no base64",
            })
    void refusesOtherKeysWithoutQuotingThem(String secret) {
        assertThatThrownBy(() -> SigningKey.of(secret, Form.STANDARD_WEBHOOKS))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage("must be whsec_ and base64 of 24 to 64 bytes");
    }

    @Test
    void refusesMoreThan64Bytes() {
        assertThatThrownBy(() -> SigningKey.of(standard(65), Form.STANDARD_WEBHOOKS))
                .isInstanceOf(InvalidValueException.class);
    }

    @ParameterizedTest
    @EnumSource
    void refusesAnEmptyKey(Form form) {
        assertThatThrownBy(() -> SigningKey.of("", form)).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void readsKeysInEachForm() {
        byte[] bytes = {0, 1, (byte) 0xFF};

        assertThat(SigningKey.of("0001ff", Form.HEX).bytes()).isEqualTo(bytes);
        assertThat(SigningKey.of("AAH/", Form.BASE64).bytes()).isEqualTo(bytes);
        assertThat(SigningKey.of("ü", Form.TEXT).bytes()).isEqualTo(new byte[] {(byte) 0xC3, (byte) 0xBC});
    }

    @Test
    void showsNothingOfAKey() {
        assertThat(SigningKey.of(SECRET, Form.TEXT)).hasToString("21 bytes");
        assertThat(SignatureScheme.STANDARD_WEBHOOKS.signer(standard(24)).toString())
                .doesNotContain("AAAA");
    }

    @Test
    void refusesContentWithoutBodyOrWithAnUnknownWord() {
        assertThatThrownBy(() -> SignedContent.of("{timestamp}", SignatureScheme.WORDS))
                .hasMessageContaining("must have {body}");
        assertThatThrownBy(() -> SignedContent.of("{time}.{body}", SignatureScheme.WORDS))
                .hasMessage("has {time}, and only {body}, {id}, {timestamp}, {url} have a value");
    }

    private static String standard(int bytes) {
        return "whsec_" + Base64.getEncoder().encodeToString(new byte[bytes]);
    }
}
