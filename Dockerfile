# inx in a container: docker build -t inx . && docker run --rm -v "$PWD:/photos:ro" -v inx-cache:/cache inx classify /photos
# No weights are inside but those of the embedded models; what inx fetches stays in the volume /cache.
FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /src
COPY pom.xml LICENSE inx ./
COPY .mvn .mvn
COPY src/main src/main
COPY zoo zoo
COPY metadata metadata
RUN mvn -B -ntp -Dmaven.test.skip=true -Dspotless.check.skip=true package

FROM eclipse-temurin:17-jre
RUN useradd --system --uid 10001 inx && install -d -o inx /cache
COPY --from=build /src/target/inx/lib /opt/inx/lib
COPY inx LICENSE /opt/inx/
ENV DJL_CACHE_DIR=/cache
VOLUME /cache
USER inx
ENTRYPOINT ["/opt/inx/inx"]
CMD ["--help"]
