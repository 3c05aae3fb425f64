package org.inceptionnext.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.inceptionnext.network.Operation.Activation;
import org.inceptionnext.network.Operation.Activation.Function;
import org.inceptionnext.network.Operation.LeakyRelu;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What YOLOv5 evaluates as Python, read as text. */
class TorchActivationTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nn.SiLU() | SILU",
                "SiLU | SILU",
                "torch.nn.ReLU(inplace=True) | RELU",
                "nn.ReLU( True ) | RELU",
                "nn.ELU() | ELU",
                "nn.ELU(alpha=1.0) | ELU",
                "nn.GELU(approximate='none') | GELU",
                "nn.Softplus(1, 20) | SOFTPLUS",
                "nn.Tanh() | TANH",
            })
    void spellingsOfTorchAreRead(String text, Function function) {
        assertThat(TorchActivation.parse(text)).hasValue(new Activation(function));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nn.LeakyReLU() | 0.01",
                "nn.LeakyReLU(0.1) | 0.1",
                "nn.LeakyReLU(negative_slope=0.1, inplace=True) | 0.1",
                "LeakyReLU(2e-1, True) | 0.2",
            })
    void slopeIsReadByPlaceAndByName(String text, double slope) {
        assertThat(TorchActivation.parse(text)).hasValue(new LeakyRelu(slope));
        assertThat(TorchActivation.parse(TorchActivation.shown(TorchActivation.parse(text))))
                .hasValue(new LeakyRelu(slope));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nn.Identity()", "Identity"})
    void identityIsNoOperation(String text) {
        assertThat(TorchActivation.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nn.PReLU() | unknown activation 'nn.PReLU()'; there are ELU, GELU,",
                "__import__('os') | unknown activation",
                "nn.ELU(alpha=0.5) | ELU with alpha 0.5; only 1.0 is supported",
                "nn.GELU('tanh') | GELU with approximate tanh; only none is supported",
                "nn.ReLU(slope=1) | activation 'nn.ReLU(slope=1)': ReLU takes [inplace]",
                "nn.Tanh(1) | activation 'nn.Tanh(1)': Tanh takes no arguments",
                "nn.LeakyReLU(x) | activation 'nn.LeakyReLU(x)': not a number: 'x'",
                "nn.LeakyReLU(1 + 1) | activation 'nn.LeakyReLU(1 + 1)': an argument that is no number",
            })
    void whatIsNotInTheListIsNamed(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TorchActivation.parse(text))
                .withMessageStartingWith(message);
    }
}
