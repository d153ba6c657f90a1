package dev.serai.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import dev.serai.config.Secret;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No secret stays in a URL, since drivers quote URLs in their errors. */
class JdbcUrlTest {
    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            value = {
                "jdbc:postgresql://db/serai?user=u&password=s%26t&sslmode=require -> jdbc:postgresql://db/serai?sslmode=require",
                "jdbc:postgresql://db/serai?sslmode=require&password=s%26t&user=u&ssl=true -> jdbc:postgresql://db/serai?sslmode=require&ssl=true",
                "jdbc:postgresql://db/serai?PASSWORD=s%26t&user=u -> jdbc:postgresql://db/serai",
                "jdbc:h2:file:./data/serai;USER=u;PASSWORD=s&t;MODE=PostgreSQL -> jdbc:h2:file:./data/serai;MODE=PostgreSQL",
                "jdbc:mariadb://db/shop?user=u&password=s%26t -> jdbc:mariadb://db/shop",
                "jdbc:sqlserver://db;databaseName=shop;user=u;password=s&t -> jdbc:sqlserver://db;databaseName=shop",
            })
    void takesUserAndPasswordOut(String given, String url) {
        HikariConfig pool = new HikariConfig();

        JdbcUrl.of(given).configure(pool, "other", Secret.of("other"));

        assertThat(pool.getJdbcUrl()).isEqualTo(url);
        assertThat(pool.getCredentialsProvider().getCredentials().getUsername()).isEqualTo("u");
        assertThat(pool.getCredentialsProvider().getCredentials().getPassword()).isEqualTo("s&t");
    }

    @Test
    void takesTheSecretsOfTheDriverOut() {
        JdbcUrl url = JdbcUrl.of("jdbc:postgresql://db/serai?sslkey=k.pem&sslpassword=secret&sslmode=verify-full");

        assertThat(url.url()).isEqualTo("jdbc:postgresql://db/serai?sslkey=k.pem&sslmode=verify-full");
        assertThat(url.properties()).isEqualTo(Map.of("sslpassword", "secret"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://u:sesame@db/serai",
                "jdbc:mariadb://u:sesame@db/serai",
                "jdbc:oracle:thin:u/sesame@db:1521/x"
            })
    void refusesCredentialsBeforeTheHostWithoutQuotingThem(String url) {
        assertThatThrownBy(() -> JdbcUrl.of(url))
                .hasMessageContaining("write them under keys of their own")
                .hasMessageNotContaining("sesame");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db.example.com/serai",
                "jdbc:postgresql://db.example.com/serai?sslmode=prefer",
                "jdbc:postgresql://10.0.0.1:5432/serai?ApplicationName=x",
                "jdbc:postgresql://localhost.example.com/serai"
            })
    void knowsWhatMayBeInTheClear(String url) {
        assertThat(JdbcUrl.of(url).mayBeInTheClear()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db.example.com/serai?sslmode=verify-full",
                "jdbc:postgresql://db.example.com/serai?a=b&sslmode=require&c=d",
                "jdbc:postgresql://localhost/serai",
                "jdbc:postgresql://127.0.0.1:5432/serai",
                "jdbc:postgresql://[::1]:5432/serai",
                "jdbc:postgresql:serai",
                "jdbc:h2:file:./data/serai"
            })
    void knowsWhatIsNot(String url) {
        assertThat(JdbcUrl.of(url).mayBeInTheClear()).isFalse();
    }
}
