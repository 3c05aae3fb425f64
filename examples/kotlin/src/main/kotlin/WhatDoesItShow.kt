import ai.djl.modality.Classifications
import ai.djl.repository.zoo.Criteria
import java.nio.file.Path
import kotlin.system.exitProcess

/** Says what each picture shows that is named. */
fun main(arguments: Array<String>) {
    if (arguments.isEmpty()) {
        System.err.println("Name pictures.")
        exitProcess(2)
    }
    val criteria = Criteria.builder()
        .setTypes(Path::class.java, Classifications::class.java)
        .optModelUrls("djl://org.inceptionnext/inceptionnext_zepto")
        .build()
    criteria.loadModel().use { model ->
        model.newPredictor().use { predictor ->
            for (name in arguments) {
                val best = predictor.predict(Path.of(name)).best<Classifications.Classification>()
                println("%s: %s (%.1f %%)".format(name, best.className, 100 * best.probability))
            }
        }
    }
}
