package dev.patchbay.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.config.ApiConfig;
import dev.patchbay.config.Login;
import dev.patchbay.config.OtherProxies;
import dev.patchbay.config.Password;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.security.crypto.bcrypt.BCrypt;

class KeyringTest {
  private static final Login READER = new Login("looker", "l00k");

  private static ApiConfig api(Login operator) {
    return new ApiConfig(
        1,
        2,
        operator,
        Optional.of(READER),
        false,
        List.of(),
        Optional.empty(),
        OtherProxies.DEFAULT);
  }

  /** The cheapest there is. */
  private static String hash(String password) {
    return BCrypt.hashpw(password, BCrypt.gensalt(4));
  }

  private static Login hashed() {
    return new Login("proxy", new Password.Hash(hash("hunter2")));
  }

  @Test
  void plainPasswords_areFoundAtOnce_eachWithItsPermission() {
    Keyring keyring = Keyring.of(api(new Login("proxy", "s3cret")));

    assertThat(keyring.look(Given.of("proxy", "s3cret")))
        .isEqualTo(new Keyring.Right(new User("proxy", true)));
    assertThat(keyring.look(Given.of("looker", "l00k")))
        .isEqualTo(new Keyring.Right(new User("looker", false)));
    assertThat(keyring.look(Given.of("looker", "s3cret"))).isEqualTo(new Keyring.Wrong());
    assertThat(keyring.look(Given.of("proxy", "l00k"))).isEqualTo(new Keyring.Wrong());
    assertThat(keyring.look(Given.of("proxy", "proxy"))).isEqualTo(new Keyring.Wrong());
    assertThat(keyring.look(Given.of("", ""))).isEqualTo(new Keyring.Wrong());
  }

  @Test
  void hash_isLookedAtOnce_andThenNeverAgain() {
    Keyring keyring = Keyring.of(api(hashed()));
    Given right = Given.of("proxy", "hunter2");
    Given wrong = Given.of("proxy", "hunter3");

    assertThat(keyring.look(right)).isEqualTo(new Keyring.Unproved());
    assertThat(keyring.prove(wrong)).isEmpty();
    assertThat(keyring.look(wrong)).isEqualTo(new Keyring.Unproved());
    assertThat(keyring.prove(right)).contains(new User("proxy", true));

    assertThat(keyring.look(right)).isEqualTo(new Keyring.Right(new User("proxy", true)));
    assertThat(keyring.look(wrong)).isEqualTo(new Keyring.Wrong());
  }

  /** Else the time of the answer would tell which names there are. */
  @Test
  void nameThatNobodyHas_takesAHashToo() {
    Keyring keyring = Keyring.of(api(hashed()));
    Given nobody = Given.of("nobody", "hunter2");

    assertThat(keyring.look(nobody)).isEqualTo(new Keyring.Unproved());
    assertThat(keyring.prove(nobody)).isEmpty();
    assertThat(keyring.look(Given.of("looker", "wrong"))).isEqualTo(new Keyring.Wrong());
  }

  /** What a browser's name field may hold as well. */
  @Test
  void hashItself_isNoPassword() {
    Login operator = hashed();
    Keyring keyring = Keyring.of(api(operator));
    String hash = ((Password.Hash) operator.password()).text();

    assertThat(keyring.prove(Given.of("proxy", hash))).isEmpty();
    assertThat(keyring.prove(Given.of("proxy", ""))).isEmpty();
  }

  @Test
  void reload_keepsWhatWasProved_ofThoseWhoStay() {
    Login operator = hashed();
    Keyring before = Keyring.of(api(operator));
    before.prove(Given.of("proxy", "hunter2"));

    Keyring same = before.next(api(operator));
    Keyring other = before.next(api(new Login("proxy", new Password.Hash(hash("another")))));

    assertThat(same.look(Given.of("proxy", "hunter2"))).isInstanceOf(Keyring.Right.class);
    assertThat(other.look(Given.of("proxy", "hunter2"))).isEqualTo(new Keyring.Unproved());
    assertThat(other.prove(Given.of("proxy", "hunter2"))).isEmpty();
    assertThat(other.prove(Given.of("proxy", "another"))).isPresent();
  }
}
